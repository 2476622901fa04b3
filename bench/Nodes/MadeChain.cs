using Consensoor.Actors.Hosting;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Storage;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Bench.Nodes;

/// <summary>
/// A chain that one node with all of 64 validators makes in virtual time, a block a slot, into the data directory of a node; its last slot
/// is in the past. Minimal preset, slots of 6 s, fulu or gloas from genesis.
/// </summary>
internal sealed record MadeChain(BenchNetwork Network, string Data, Slot Head, int Blocks, int Votes, int Blobs)
{
    private const int Validators = 64;
    private const int PageSize = 256;
    private static readonly TimeSpan SlotTime = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);

    /// <summary>Makes a chain of so many slots, with so many times the same blob waiting in each.</summary>
    public static MadeChain Make(ForkName fork, int slots, int blobs)
    {
        var now = TimeProvider.System.GetUtcNow();
        var genesis = DateTimeOffset.FromUnixTimeSeconds((now - (SlotTime * (slots + 2))).ToUnixTimeSeconds());
        var chain = DevnetWorld.Create(Validators, genesis, execution => SpecOf(execution, fork), ManagedBls.Shared);
        var network = BenchNetwork.Of(chain.Genesis);
        var data = Path.Combine(network.Folder, "server");
        using var directory = DataDirectory.Take(data);
        var start = new RunStart(NodeStore.GenesisOf(chain.Genesis), null);
        var (store, _, _) = BeaconDirectory.Prepare(directory, chain.Spec, start);
        using var world = SimulatedWorld.Create(seed: 1, genesis - Delay);
        var node = DevnetNode.Start(world, new SimulatedNetwork(world), chain, new DevnetNodeOptions(BeaconDirectory.Name, store)
        {
            Validators = Validators,
            Columns = directory.OpenColumns(BeaconDirectory.Name),
            IsSupernode = true,
        });
        world.RunQuiet();
        var blob = blobs > 0 ? Blob() : null;
        for (var slot = 1; slot <= slots; slot++)
        {
            for (var i = 0; blob is not null && i < blobs; i++)
            {
                node.Mempool.SubmitBlob(blob);
            }

            world.RunUntil(Delay + (SlotTime * (slot + 0.9)));
        }

        world.Stop(node.System, TimeSpan.FromMinutes(1));
        store.Flush();
        return Count(new MadeChain(network, data, Head: 0, Blocks: 0, Votes: 0, Blobs: 0), store);
    }

    private static ChainSpec SpecOf(ExecutionBlock execution, ForkName fork)
    {
        var spec = DevnetChain.Create(execution, (ulong)SlotTime.TotalMilliseconds, gloasFromGenesis: true);
        return fork == ForkName.Gloas
            ? spec
            : new ChainSpec(spec.Preset, spec.Config with { GloasForkEpoch = Constants.FarFutureEpoch });
    }

    private static PooledBlob Blob()
    {
        var bytes = new byte[KzgSizes.BytesPerBlob];
        for (var i = 1; i < bytes.Length; i += KzgSizes.BytesPerFieldElement)
        {
            bytes[i] = (byte)i;
        }

        return PooledBlob.Create(new ManagedKzg(), bytes, out var result) ?? throw new InvalidOperationException($"{result}");
    }

    // What is on disk counts.
    private static MadeChain Count(MadeChain chain, IChainStore store)
    {
        while (true)
        {
            var page = store.BlocksAfter(chain.Head, PageSize);
            foreach (var row in page.Blocks)
            {
                var body = NodeStore.DecodeBlock(chain.Network.Spec, row.Fork, row.Ssz, row.Root).Message.Body;
                var commitments = row.Fork >= ForkName.Gloas
                    ? body.SignedExecutionPayloadBid.Message.BlobKzgCommitments
                    : body.BlobKzgCommitments;
                chain = chain with
                {
                    Head = row.Slot,
                    Blocks = chain.Blocks + 1,
                    Votes = chain.Votes + body.Attestations.Sum(static vote => vote.AggregationBits.CountOnes()),
                    Blobs = chain.Blobs + commitments.Count,
                };
            }

            if (page.IsLast)
            {
                return chain;
            }
        }
    }
}
