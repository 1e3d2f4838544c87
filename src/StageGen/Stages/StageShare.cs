using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;

namespace StageGen;

/// <summary>
/// Deals the elements of a list over the stages of its <see cref="StagesAttribute"/>. The rule has one home, here: of n
/// elements over k stages, part i takes those from ⌊i·n/k⌋ to ⌊(i+1)·n/k⌋, unless the split says how many each takes.
/// </summary>
public static class StageShare
{
    /// <summary>The elements that part <paramref name="part"/> of <paramref name="parts"/> takes, as a half-open range.</summary>
    /// <param name="count">How many elements the list has.</param>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="parts">Over how many stages the list is dealt.</param>
    /// <param name="split">How many elements each part takes, or null for an even deal.</param>
    /// <returns>The first element, and the one after the last.</returns>
    /// <exception cref="ArgumentException">The split does not add up to <paramref name="count"/>.</exception>
    public static (int Start, int End) Bounds(int count, int part, int parts, int[]? split = null)
    {
        if (split is null)
        {
            return ((int)((long)part * count / parts), (int)((long)(part + 1) * count / parts));
        }

        if (split.Length != parts || split.Sum() != count)
        {
            throw new ArgumentException(
                $"Split = [{string.Join(", ", split)}] deals {split.Sum()} elements over {split.Length} stages, but the list has {count} elements for {parts} stages. "
                + "Make the numbers of [Stages(…, Split = …)] add up to the length of the list, or leave Split out for an even deal.");
        }

        int start = split.Take(part).Sum();
        return (start, start + split[part]);
    }

    /// <summary>The share of a module list.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="list">The list.</param>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="parts">Over how many stages the list is dealt.</param>
    /// <param name="split">How many elements each part takes, or null for an even deal.</param>
    public static IEnumerable<T> Of<T>(ModuleList<T> list, int part, int parts, int[]? split = null)
        where T : torch.nn.Module
    {
        var (start, end) = Bounds(list.Count, part, parts, split);
        for (int i = start; i < end; i++)
        {
            yield return list[i];
        }
    }

    /// <summary>The share of a dictionary of modules, in the order in which they were put in.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="parts">Over how many stages the dictionary is dealt.</param>
    /// <param name="split">How many elements each part takes, or null for an even deal.</param>
    public static IEnumerable<(string Key, T Module)> Of<T>(ModuleDict<T> dictionary, int part, int parts, int[]? split = null)
        where T : torch.nn.Module
    {
        var (start, end) = Bounds(dictionary.Count, part, parts, split);
        for (int i = start; i < end; i++)
        {
            yield return dictionary[i];
        }
    }

    /// <summary>The modules of a dictionary's share.</summary>
    /// <inheritdoc cref="Of{T}(ModuleDict{T}, int, int, int[])" path="/typeparam|/param"/>
    public static IEnumerable<T> ValuesOf<T>(ModuleDict<T> dictionary, int part, int parts, int[]? split = null)
        where T : torch.nn.Module
        => Of(dictionary, part, parts, split).Select(item => item.Module);

    /// <summary>The share of an array or list of modules.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="list">The array or list.</param>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="parts">Over how many stages it is dealt.</param>
    /// <param name="split">How many elements each part takes, or null for an even deal.</param>
    public static IEnumerable<T> Of<T>(IReadOnlyList<T> list, int part, int parts, int[]? split = null)
        where T : torch.nn.Module
    {
        var (start, end) = Bounds(list.Count, part, parts, split);
        return list.Skip(start).Take(end - start);
    }

    /// <summary>The share of a sequence of modules.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="parts">Over how many stages the list is dealt.</param>
    /// <param name="split">How many elements each part takes, or null for an even deal.</param>
    public static IEnumerable<torch.nn.Module<torch.Tensor, torch.Tensor>> Of(Sequential sequence, int part, int parts, int[]? split = null)
    {
        var (start, end) = Bounds(sequence.Count, part, parts, split);
        for (int i = start; i < end; i++)
        {
            yield return (torch.nn.Module<torch.Tensor, torch.Tensor>)sequence[i];
        }
    }

    /// <summary>The share of a query over lists that keeps their elements in their places.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="items">The query.</param>
    /// <param name="count">How many elements the list has that says how the items are dealt.</param>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="parts">Over how many stages it is dealt.</param>
    /// <param name="split">How many elements each part takes, or null for an even deal.</param>
    public static IEnumerable<T> Of<T>(IEnumerable<T> items, int count, int part, int parts, int[]? split = null)
    {
        var (start, end) = Bounds(count, part, parts, split);
        return items.Skip(start).Take(end - start);
    }

    /// <summary>One element of a list, where the stage that uses it counts on its being in one part.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="list">The list.</param>
    /// <param name="index">Which element.</param>
    /// <param name="part">The part that it must be in, from 0.</param>
    /// <param name="parts">Over how many stages the list is dealt.</param>
    /// <param name="split">How many elements each part takes, or null for an even deal.</param>
    /// <exception cref="InvalidOperationException">It is in another part.</exception>
    public static T At<T>(ModuleList<T> list, Index index, int part, int parts, int[]? split = null)
        where T : torch.nn.Module
        => list[PlaceOf(index, list.Count, part, parts, split)];

    /// <inheritdoc cref="At{T}(ModuleList{T}, Index, int, int, int[])"/>
    public static T At<T>(IReadOnlyList<T> list, Index index, int part, int parts, int[]? split = null)
        where T : torch.nn.Module
        => list[PlaceOf(index, list.Count, part, parts, split)];

    /// <inheritdoc cref="At{T}(ModuleList{T}, Index, int, int, int[])" path="/summary|/exception"/>
    /// <param name="sequence">The sequence.</param>
    /// <param name="index">Which element.</param>
    /// <param name="part">The part that it must be in, from 0.</param>
    /// <param name="parts">Over how many stages the sequence is dealt.</param>
    /// <param name="split">How many elements each part takes, or null for an even deal.</param>
    public static torch.nn.Module<torch.Tensor, torch.Tensor> At(Sequential sequence, Index index, int part, int parts, int[]? split = null)
        => (torch.nn.Module<torch.Tensor, torch.Tensor>)sequence[PlaceOf(index, sequence.Count, part, parts, split)];

    private static int PlaceOf(Index index, int count, int part, int parts, int[]? split)
    {
        int place = index.GetOffset(count);
        var (start, end) = Bounds(count, part, parts, split);
        return start <= place && place < end ? place
            : throw new InvalidOperationException(
                $"Element {index} of a list of {count} is not in part {part} of {parts}, elements {start} to {end - 1}, where its stage was taken to be. "
                + "Say with [Stages(…, Split = …)] how many elements each stage takes.");
    }

    /// <summary>Makes sure that elements of two lists which one round of a loop uses are in one stage.</summary>
    /// <param name="list">The list that the loop goes through.</param>
    /// <param name="share">The elements of it that a stage takes.</param>
    /// <param name="other">Another list.</param>
    /// <param name="otherShare">The elements of that one that the stage takes.</param>
    /// <exception cref="InvalidOperationException">They are not the same.</exception>
    public static void RequireAlike(string list, (int Start, int End) share, string other, (int Start, int End) otherShare)
    {
        // The other may be shorter, as where nothing comes after the last.
        if (otherShare.Start != share.Start || otherShare.End > share.End)
        {
            throw new InvalidOperationException(
                $"A loop uses '{list}' and '{other}' by one index, but a stage takes elements {share.Start} to {share.End - 1} of '{list}' and {otherShare.Start} to {otherShare.End - 1} of '{other}': "
                + "the lists have several lengths. Say with [Stages(…, Split = …)] on both how many elements each stage takes, the same for both but for the last.");
        }
    }

    /// <summary>Runs the share of a sequence: what <c>sequence.call(input)</c> does between its first and its last element.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="input">What the first element of the share takes; what the call returns where the share is empty.</param>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="parts">Over how many stages the list is dealt.</param>
    /// <param name="split">How many elements each part takes, or null for an even deal.</param>
    public static torch.Tensor Call(Sequential sequence, torch.Tensor input, int part, int parts, int[]? split = null)
    {
        foreach (var module in Of(sequence, part, parts, split))
        {
            input = module.call(input);
        }

        return input;
    }

    /// <summary>A submodule under the name of its field; nothing where the field is null.</summary>
    /// <param name="name">The field.</param>
    /// <param name="module">What it holds.</param>
    public static IEnumerable<(string Name, torch.nn.Module Module)> Named(string name, torch.nn.Module? module)
        => module is null ? [] : [(name, module)];

    /// <summary>The elements of a stage's share of a list, under the name of the field and their numbers: <c>blocks.3</c>.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="name">The field.</param>
    /// <param name="list">What it holds.</param>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="parts">Over how many stages the list is dealt.</param>
    /// <param name="split">How many elements each part takes, or null for an even deal.</param>
    public static IEnumerable<(string Name, torch.nn.Module Module)> Named<T>(string name, ModuleList<T>? list, int part = 0, int parts = 1,
        int[]? split = null)
        where T : torch.nn.Module
        => Named(name, list?.Count ?? 0, index => list![index], part, parts, split);

    /// <inheritdoc cref="Named{T}(string, ModuleList{T}, int, int, int[])"/>
    public static IEnumerable<(string Name, torch.nn.Module Module)> Named<T>(string name, IReadOnlyList<T>? list, int part = 0,
        int parts = 1, int[]? split = null)
        where T : torch.nn.Module
        => Named(name, list?.Count ?? 0, index => list![index], part, parts, split);

    /// <summary>The elements of a stage's share of a sequence.</summary>
    /// <inheritdoc cref="Named{T}(string, ModuleList{T}, int, int, int[])" path="/param"/>
    public static IEnumerable<(string Name, torch.nn.Module Module)> Named(string name, Sequential? list, int part = 0, int parts = 1,
        int[]? split = null)
        => Named(name, list?.Count ?? 0, index => (torch.nn.Module)list![index], part, parts, split);

    /// <summary>The elements of a stage's share of a dictionary, under the name of the field and their keys.</summary>
    /// <inheritdoc cref="Named{T}(string, ModuleList{T}, int, int, int[])" path="/typeparam|/param"/>
    public static IEnumerable<(string Name, torch.nn.Module Module)> Named<T>(string name, ModuleDict<T>? list, int part = 0, int parts = 1,
        int[]? split = null)
        where T : torch.nn.Module
        => list is null ? [] : Of(list, part, parts, split).Select(item => ($"{name}.{item.Key}", (torch.nn.Module)item.Module));

    private static IEnumerable<(string Name, torch.nn.Module Module)> Named(
        string name, int count, Func<int, torch.nn.Module> element, int part, int parts, int[]? split)
    {
        var (start, end) = Bounds(count, part, parts, split);
        for (int i = start; i < end; i++)
        {
            if (element(i) is { } module)
            {
                yield return ($"{name}.{i.ToString(CultureInfo.InvariantCulture)}", module);
            }
        }
    }
}
