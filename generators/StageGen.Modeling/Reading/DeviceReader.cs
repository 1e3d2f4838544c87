using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace StageGen.Modeling.Reading;

/// <summary>Reads the <c>[Device]</c> attributes and checks that they share out the stages.</summary>
internal static class DeviceReader
{
    private static readonly Regex Name = new(@"^(cpu|mps|cuda(:\d{1,4})?)$", RegexOptions.CultureInvariant);
    private static readonly Regex Memory = new(@"^\d+(\.\d+)?\s*(B|KB|MB|GB|TB)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    public static EquatableArray<DevicePlan> Read(INamedTypeSymbol type, int stages, ProblemList problems)
    {
        var devices = new List<DevicePlan>();
        var given = new List<(AttributeData Attribute, EquatableArray<int> Stages)>();
        var attributes = type.GetAttributes().Where(attribute => attribute.IsStageGen("DeviceAttribute")).ToList();
        foreach (var attribute in attributes)
        {
            string name = attribute.StringArgument(0) ?? "";
            if (!Name.IsMatch(name)) problems.Add(Rules.DeviceMalformed, attribute.ApplicationSyntaxReference, "'" + name + "' is no device: it is 'cpu', 'cuda:0', 'cuda:1' … or 'mps'");
            string? memory = attribute.Named("Memory") as string;
            if (memory is not null && !Memory.IsMatch(memory))
                problems.Add(Rules.DeviceMalformed, attribute.ApplicationSyntaxReference, "Memory = \"" + memory + "\" cannot be read: it is a number and a unit, as in \"24GB\" or \"512MB\"");
            var deviceStages = attribute.NamedInts("Stages");
            if (deviceStages is { } list) given.Add((attribute, list));
            devices.Add(new DevicePlan(name, deviceStages, memory));
        }
        if (stages > 0 && devices.Count > stages)
            problems.Add(Rules.DeviceStagesOrder, attributes[stages].ApplicationSyntaxReference,
                "there are " + Number(devices.Count) + " devices for " + Number(stages) + (stages == 1 ? " stage" : " stages") + ": every device needs one; leave devices out or cut finer");
        else if (stages > 0 && given.Count > 0) CheckStages(attributes, given, stages, problems);
        return devices.ToEquatableArray();
    }

    /// <summary>Devices, in order, take neighbouring stages, each stage once, none left out.</summary>
    private static void CheckStages(List<AttributeData> attributes, List<(AttributeData Attribute, EquatableArray<int> Stages)> given, int stages, ProblemList problems)
    {
        foreach (var attribute in attributes)
            if (given.All(item => item.Attribute != attribute))
                problems.Add(Rules.DeviceStagesOrder, attribute.ApplicationSyntaxReference, "this device names no Stages while others do: name them on all devices or on none");

        int next = 0;
        bool wellFormed = attributes.Count == given.Count;
        var owner = new HashSet<int>();
        foreach (var (attribute, list) in given)
        {
            var place = attribute.ApplicationSyntaxReference;
            if (list.Count == 0)
            {
                problems.Add(Rules.DeviceStagesOrder, place, "this device has no stage: give it one or leave the device out");
                wellFormed = false;
            }
            foreach (int stage in list)
            {
                if (stage < 0 || stage >= stages)
                {
                    problems.Add(Rules.DeviceStageMissing, place, Number(stage), Number(stages - 1));
                    wellFormed = false;
                }
                else if (!owner.Add(stage))
                {
                    problems.Add(Rules.DeviceStagesOrder, place, "stage " + Number(stage) + " is given to a device already: a stage runs on one device");
                    wellFormed = false;
                }
                else if (wellFormed && stage != next)
                {
                    problems.Add(Rules.DeviceStagesOrder, place, "stage " + Number(next) + " should come next, not " + Number(stage) + ": a device runs neighbouring stages, and devices stand in the order of their stages");
                    wellFormed = false;
                }
                next = stage + 1;
            }
        }
        if (wellFormed && next < stages)
            problems.Add(Rules.DeviceStagesOrder, given[given.Count - 1].Attribute.ApplicationSyntaxReference,
                "stage " + Number(next) + " is given to no device: every stage from 0 to " + Number(stages - 1) + " needs one");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
