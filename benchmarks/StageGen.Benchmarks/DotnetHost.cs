using System.Runtime.InteropServices;

namespace StageGen.Benchmarks;

/// <summary>
/// The command <c>dotnet</c> of the runtime that runs this, wherever it is installed: DIR/shared/Microsoft.NETCore.App/VERSION/.
/// </summary>
internal static class DotnetHost
{
    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
