using TorchSharp;

namespace StageGen;

/// <summary>Puts TorchSharp's random generator back to where it was.</summary>
internal sealed class KeptGenerator : IDisposable
{
    private readonly torch.Tensor state = torch.get_rng_state().DetachFromDisposeScope();

    public void Dispose()
    {
        torch.set_rng_state(state);
        state.Dispose();
    }
}
