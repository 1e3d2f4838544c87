using System.Runtime.InteropServices;

namespace StageGen;

/// <summary>
/// How many bytes the process has allocated natively: libtorch's CPU tensors come from the C library's allocator, and glibc
/// (2.33 or later) counts what it has given out.
/// </summary>
internal static class AllocatedBytes
{
    private static readonly MallInfo2? Count = Find();

    private delegate Info MallInfo2();

    /// <summary>Whether anyone counts here.</summary>
    public static bool Known => Count is not null;

    /// <summary>What is allocated now, in all threads; 0 where nobody counts.</summary>
    public static long Now() => Count?.Invoke() is { } info ? checked((long)(info.InUse + info.Mapped)) : 0;

    private static MallInfo2? Find()
        => OperatingSystem.IsLinux()
            && NativeLibrary.TryLoad("libc.so.6", out nint library)
            && NativeLibrary.TryGetExport(library, "mallinfo2", out nint function)
            ? Marshal.GetDelegateForFunctionPointer<MallInfo2>(function)
            : null;

    /// <summary>glibc's <c>struct mallinfo2</c>; of its ten numbers two are of interest.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 80)]
    private struct Info
    {
        /// <summary><c>hblkhd</c>: bytes in blocks so large that each is mapped on its own.</summary>
        [FieldOffset(32)]
        public ulong Mapped;

        /// <summary><c>uordblks</c>: bytes of all other blocks that are in use.</summary>
        [FieldOffset(56)]
        public ulong InUse;
    }
}
