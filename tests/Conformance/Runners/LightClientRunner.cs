using Consensoor.Conformance.Cases;
using Consensoor.Spec.Containers;
using Consensoor.Spec.LightClient;

namespace Consensoor.Conformance.Runners;

/// <summary>
/// `light_client`: proofs of the objects a light client reads, the ranking of updates, the protocol of the client, and what a full node
/// collects for it.
/// </summary>
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
            case "update_ranking":
                RunRanking(test);
                break;
            case "sync":
                new LightClientSyncSteps(test).Run();
                break;
            case "data_collection":
                new LightClientCollectionSteps(test).Run();
                break;
            default:
                Check.Fail($"no code knows the handler {test.Handler}");
                break;
        }
    }

    private static void RunRanking(TestCase test)
    {
        var count = test.Meta["updates_count"].UInt64;
        var updates = Enumerable.Range(0, (int)count).Select(i => test.Read<LightClientUpdate>($"updates_{i}")).ToArray();
        for (var i = 0; i < updates.Length; i++)
        {
            for (var j = 0; j < updates.Length; j++)
            {
                Check.Equal(i < j, LightClientUpdates.IsBetterUpdate(updates[i], updates[j], test.Spec), $"update {i} is better than {j}");
            }
        }
    }
}
