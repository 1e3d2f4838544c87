using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Samples;
using StageGen.Benchmarks.Pipelines;
using StageGen.Scheduling;

namespace StageGen.Benchmarks.Plans;

/// <summary>
/// The subcommand <c>plans</c>: how long it takes to build every schedule, to prove it, to simulate it, and to search one.
/// </summary>
public static class PlansCommand
{
    public static Command Create()
    {
        var devices = Number("--devices", "Devices", 64);
        var microbatches = Number("--microbatches", "Microbatches", 512);
        var rounds = Number("--rounds", "How often each is done; the median counts", 7);
        var command = new Command("plans", "Building, validating, simulating and searching schedules") { devices, microbatches, rounds };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            try
            {
                Measure(output, AtLeastOne(devices), AtLeastOne(microbatches), AtLeastOne(rounds));
                return 0;
            }
            catch (UserException problem)
            {
                parsed.InvocationConfiguration.Error.WriteLine(problem.Message);
                return 1;
            }

            int AtLeastOne(Option<int> option) => parsed.GetValue(option) is >= 1 and var number
                ? number
                : throw new UserException($"{option.Name} is {parsed.GetValue(option)}; it must be at least 1.");
        });
        return command;
    }

    private static void Measure(TextWriter output, int devices, int microbatches, int rounds)
    {
        output.WriteLine($"{devices} devices, {microbatches} microbatches, milliseconds");
        output.WriteLine("schedule            actions      build   validate   simulate");
        foreach (var kind in Schedules.All.Where(kind => kind != PipelineSchedule.Auto))
        {
            var plan = Schedules.Build(kind, devices, microbatches);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Schedules.CommandLineName(kind),-18} {plan.ActionCount,8:N0} {Typical(() => Schedules.Build(kind, devices, microbatches)),10:N1} {Typical(() => ScheduleValidator.Validate(plan)),10:N1} {Typical(() => ScheduleSimulator.Simulate(plan)),10:N1}"));
        }

        // The search has a bound of its own: what it is asked at typing and in training is small.
        const int Few = 8;
        var costs = ScheduleCosts.Uniform(2 * Few);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"auto, {Few} devices, {4 * Few} microbatches: {Typical(() => AutoSchedule.Find(new(Few, 4 * Few, costs))):N0}"));

        double Typical(Action work) => Median.Of(Enumerable.Range(0, rounds).Select(_ =>
        {
            var started = Stopwatch.GetTimestamp();
            work();
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }));
    }

    private static Option<int> Number(string name, string description, int value)
        => new(name) { Description = description, DefaultValueFactory = _ => value };
}
