namespace StageGen.Modeling.Costs;

/// <summary>What a tensor holds.</summary>
public enum ElementType
{
    Unknown,
    Float32,
    Float64,
    Float16,
    BFloat16,
    Int64,
    Int32,
    Int16,
    Int8,
    Byte,
    Bool,
}

/// <summary>What is known about element types.</summary>
public static class ElementTypes
{
    /// <summary>Bytes an element takes.</summary>
    public static Size Bytes(this ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 => 8,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 => 2,
        ElementType.Int8 or ElementType.Byte or ElementType.Bool => 1,
        _ => Size.Unknown,
    };

    /// <summary>Whether gradients flow through it; of an unknown type they are assumed to.</summary>
    public static bool IsFloating(this ElementType type)
        => type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Unknown;

    /// <summary>
    /// The type named by <c>ScalarType.Float16</c>, <c>torch.float16</c>, <c>half</c> …; <see cref="ElementType.Unknown"/> for any other
    /// text.
    /// </summary>
    public static ElementType Parse(string text) => text.Substring(text.LastIndexOf('.') + 1) switch
    {
        "Float32" or "float32" or "@float" or "float" => ElementType.Float32,
        "Float64" or "float64" or "@double" or "double" => ElementType.Float64,
        "Float16" or "float16" or "half" or "Half" => ElementType.Float16,
        "BFloat16" or "bfloat16" => ElementType.BFloat16,
        "Int64" or "int64" or "@long" or "long" => ElementType.Int64,
        "Int32" or "int32" or "@int" or "int" => ElementType.Int32,
        "Int16" or "int16" or "@short" or "short" => ElementType.Int16,
        "Int8" or "int8" or "@sbyte" or "sbyte" => ElementType.Int8,
        "Byte" or "uint8" or "@byte" or "byte" => ElementType.Byte,
        "Bool" or "@bool" or "bool" => ElementType.Bool,
        _ => ElementType.Unknown,
    };

    /// <summary>What an operation on both gives, as PyTorch promotes types of tensors with at least one dimension.</summary>
    public static ElementType Promote(ElementType left, ElementType right)
    {
        if (left == right) return left;
        if (left == ElementType.Unknown || right == ElementType.Unknown) return ElementType.Unknown;
        if (left.IsFloating() != right.IsFloating()) return left.IsFloating() ? left : right;
        // The two halves of 16 bits have nothing else in common than 32.
        if (left.IsFloating() && Rank(left) == Rank(right)) return ElementType.Float32;
        if ((left, right) is (ElementType.Int8, ElementType.Byte) or (ElementType.Byte, ElementType.Int8)) return ElementType.Int16;
        return Rank(left) > Rank(right) ? left : right;
    }

    private static int Rank(ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 => 8,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 => 2,
        ElementType.Int8 or ElementType.Byte => 1,
        _ => 0,
    };
}
