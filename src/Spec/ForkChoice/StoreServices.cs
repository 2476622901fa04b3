using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Spec.ForkChoice;

/// <summary>What handlers ask of the world outside the store, as pure answers.</summary>
public sealed record StoreServices(ISignatureVerifier Verifier, IExecutionEngine ExecutionEngine)
{
    /// <summary>Whether blob data is here; by default it always is.</summary>
    public IDataAvailability DataAvailability { get; init; } = DataAlwaysAvailable.Instance;

    /// <summary>The proof-of-work chain, for merge blocks; by default nothing of it is known.</summary>
    public IPowChain PowChain { get; init; } = NoPowChain.Instance;

    /// <summary>Whether payloads satisfy inclusion lists; by default they do.</summary>
    public IInclusionListEngine InclusionListEngine { get; init; } = InclusionListsAlwaysSatisfied.Instance;
}
