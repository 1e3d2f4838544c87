using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using PartHost;
using TorchSharp;

// Builds a part of the model and says what that took: `none`, `all`, or the numbers of stages. One process, one part.
const long Seed = 7;
torch.nn.Linear(8, 8).Dispose();
using torch.nn.Module? model = args switch
{
    ["none"] => null,
    ["all"] => Tower.Create(Seed),
    _ => Tower.CreateStages(Seed, args.Select(int.Parse)).Model,
};
long peak = Process.GetCurrentProcess().PeakWorkingSet64;
var weights = model?.state_dict().ToDictionary(entry => entry.Key,
    entry => new Weight(entry.Value.bytes.Length, Convert.ToHexString(SHA256.HashData(entry.Value.bytes))));
Console.WriteLine(JsonSerializer.Serialize(new Built(peak, weights ?? [])));

namespace PartHost
{
    /// <summary>What a process built.</summary>
    /// <param name="Peak">The most bytes of memory that the process had at any time.</param>
    /// <param name="Weights">What is there, by its name.</param>
    public sealed record Built(long Peak, Dictionary<string, Weight> Weights);

    /// <summary>A parameter.</summary>
    /// <param name="Bytes">Its size.</param>
    /// <param name="Hash">The SHA-256 of its bits.</param>
    public sealed record Weight(long Bytes, string Hash);
}
