using Consensoor.Conformance.Cases;

namespace Consensoor.Conformance.Runners;

/// <summary>`light_client`: proofs of the objects a light client reads.</summary>
public sealed class LightClientRunner : ICaseRunner
{
    private static readonly MerkleProofRunner Proofs = new();

    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        switch (test.Handler)
        {
            case "single_merkle_proof":
                Proofs.Run(test);
                break;
            default:
                Check.Fail($"no code knows the handler {test.Handler}");
                break;
        }
    }
}
