using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StageGen;

/// <summary>
/// The rule by which a model built from a seed draws its initial weights, whole or in part: before a submodule is made, TorchSharp's
/// random generator is seeded for the submodule's name. So its weights depend on the model's seed and on its name alone: not on the
/// stages, and not on which other submodules this process builds.
/// </summary>
/// <remarks>
/// <para>The seed of a name is the first eight bytes, little endian, of the SHA-256 of the UTF-8 text <c>seed/name</c>, as in
/// <c>7/blocks.3</c>. The names:</para>
/// <list type="bullet">
/// <item>a submodule, or a parameter or buffer of the model itself: its field, <c>tokens</c>;</item>
/// <item>an element of a <c>ModuleList</c>, <c>Sequential</c>, <c>ModuleDict</c>, array or list that the constructor fills one by one:
/// the field and the element's number, <c>blocks.3</c>;</item>
/// <item>a statement that initialises submodules anew: its number among such statements of the constructor, <c>statement 1</c>; where it
/// goes over several modules or parameters, with the name of each, <c>statement 1/blocks.3.norm.weight</c>;</item>
/// <item>everything else that the constructor draws: the empty name.</item>
/// </list>
/// </remarks>
public static class SubmoduleSeed
{
    /// <summary>What the generator is seeded with for a name.</summary>
    /// <param name="seed">The model's seed.</param>
    /// <param name="name">The submodule's name.</param>
    public static long Of(long seed, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(seed.ToString(CultureInfo.InvariantCulture) + "/" + name));
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
