namespace StageGen.Modeling.Costs;

/// <summary>Dimensions named by number.</summary>
internal static class Places
{
    /// <summary>A dimension's place, counted from the end where negative; null where it is not known or there is none such.</summary>
    public static int? Of(Argument? dimension, int rank, int? otherwise = null)
    {
        long place = otherwise ?? 0;
        if (dimension is null or { IsNull: true } ? otherwise is null : !dimension.Size.TryGetConstant(out place)) return null;
        if (place < 0) place += rank;
        return place >= 0 && place < rank ? (int)place : null;
    }

    /// <summary>Several of them; null where one is not known.</summary>
    public static IReadOnlyList<int>? All(Argument? dimensions, int rank)
    {
        var places = new List<int>();
        foreach (var dimension in dimensions is { Kind: ArgumentKind.List } ? dimensions.Items : [dimensions ?? Argument.Unknown])
        {
            if (Of(dimension, rank) is not { } place) return null;
            places.Add(place);
        }

        return places;
    }

    /// <summary>What to say where a shape has too few dimensions for the one that is asked for.</summary>
    public static string? Missing(string operation, Argument? dimension, TensorShape shape)
        => shape.IsRankKnown && dimension is not null && dimension.Size.TryGetConstant(out long place) && Of(dimension, shape.Rank) is null
            ? operation + " is asked for dimension " + dimension.Size + " of " + shape : null;
}
