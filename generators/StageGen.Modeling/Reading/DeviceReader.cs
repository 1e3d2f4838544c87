using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Modeling.Reading;

/// <summary>Reads the <c>[Device]</c> attributes and checks that they share out the stages.</summary>
internal static class DeviceReader
{
    private static readonly Regex Name = new(@"^(cpu|mps|cuda(:\d{1,4})?)$", RegexOptions.CultureInvariant);
    public static EquatableArray<DevicePlan> Read(INamedTypeSymbol type, SchedulePlan schedule, int stages, ProblemList problems)
    {
        var devices = new List<DevicePlan>();
        var given = new List<(AttributeData Attribute, EquatableArray<int> Stages)>();
        var attributes = type.GetAttributes().Where(attribute => attribute.IsStageGen("DeviceAttribute")).ToList();
        foreach (var attribute in attributes)
        {
            string name = attribute.StringArgument(0) ?? "";
            if (!Name.IsMatch(name))
                problems.Add(Rules.DeviceMalformed, attribute.ApplicationSyntaxReference,
                    "'" + name + "' is no device: it is 'cpu', 'cuda:0', 'cuda:1' … or 'mps'");
            string? memory = attribute.Named("Memory") as string;
            if (memory is not null && MemorySize.Parse(memory) is null)
                problems.Add(Rules.DeviceMalformed, attribute.ApplicationSyntaxReference,
                    "Memory = \"" + memory + "\" cannot be read: it is a number and a unit, as in \"24GB\" or \"512MB\"");
            if (name != "cpu" && devices.Exists(device => DeclaredDevices.AreOneMemory(device.Name, name)))
                problems.Add(Rules.DeviceTwice, attribute.ApplicationSyntaxReference, name);
            var deviceStages = attribute.NamedInts("Stages");
            if (deviceStages is { } list) given.Add((attribute, list));
            devices.Add(new DevicePlan(name, deviceStages, memory));
        }
        if (stages > 0 && devices.Count > stages)
            problems.Add(Rules.DeviceStagesOrder, attributes[stages].ApplicationSyntaxReference,
                "there are " + Number(devices.Count) + " devices for " + Number(stages) + (stages == 1 ? " stage" : " stages")
                    + ": every device needs one; leave devices out or cut finer");
        else if (stages > 0 && given.Count > 0) CheckStages(attributes, given, schedule, stages, problems);
        return devices.ToEquatableArray();
    }

    /// <summary>
    /// Each stage runs on one device, none is left out. Where a device has one stage of the schedule, devices take neighbouring
    /// stages in order; where it has several, the schedule says in which order the devices are visited.
    /// </summary>
    private static void CheckStages(List<AttributeData> attributes, List<(AttributeData Attribute, EquatableArray<int> Stages)> given,
        SchedulePlan schedule, int stages, ProblemList problems)
    {
        bool neighbours = schedule.StagesPerDevice == 1;
        foreach (var attribute in attributes)
            if (given.All(item => item.Attribute != attribute))
                problems.Add(Rules.DeviceStagesOrder, attribute.ApplicationSyntaxReference,
                    "this device names no Stages while others do: name them on all devices or on none");

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
                    problems.Add(Rules.DeviceStagesOrder, place,
                        "stage " + Number(stage) + " is given to a device already: a stage runs on one device");
                    wellFormed = false;
                }
                else if (wellFormed && neighbours && stage != next)
                {
                    problems.Add(Rules.DeviceStagesOrder, place, "stage " + Number(next) + " should come next, not " + Number(stage)
                        + ": a device runs neighbouring stages, and devices stand in the order of their stages");
                    wellFormed = false;
                }
                next = stage + 1;
            }
        }
        if (!neighbours)
        {
            if (wellFormed) CheckVisits(given, schedule, stages, problems);
        }
        else if (wellFormed && next < stages)
            problems.Add(Rules.DeviceStagesOrder, given[given.Count - 1].Attribute.ApplicationSyntaxReference,
                "stage " + Number(next) + " is given to no device: every stage from 0 to " + Number(stages - 1) + " needs one");
    }

    private static void CheckVisits(List<(AttributeData Attribute, EquatableArray<int> Stages)> given, SchedulePlan schedule, int stages,
        ProblemList problems)
    {
        if (schedule.Kind == PipelineSchedule.Auto) return;
        var map = Schedules.MapOf(schedule.Kind, given.Count, schedule.StagesPerDevice);
        var visited = Enumerable.Range(0, stages).Select(stage => given.FindIndex(item => item.Stages.Contains(stage))).ToList();
        var runs = visited.Where((device, stage) => map.Stages == stages || stage == 0 || device != visited[stage - 1]).ToList();
        var wanted = Enumerable.Range(0, map.Stages).Select(map.DeviceOf).ToList();
        if (runs.SequenceEqual(wanted)) return;
        problems.Add(Rules.DeviceStagesOrder, given[0].Attribute.ApplicationSyntaxReference,
            Schedules.Title(schedule.Kind) + " visits the devices in the order " + string.Join(", ", wanted.Select(Number))
            + ": leave Stages out, and they are dealt so");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
