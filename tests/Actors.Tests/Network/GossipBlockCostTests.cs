using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Tests.Crypto.Bls;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>What a block and its envelope cost from the wire to the head: each root is hashed once, each signature verified once.</summary>
public sealed class GossipBlockCostTests : IDisposable
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;
    private static readonly SszContext Context = Chain.World.Spec.Ssz(ForkName.Gloas);
    private readonly Dictionary<Root, int> _hashed = [];
    private readonly CountingSignatures _bls = new();
    private ulong _wireId;

    public GossipBlockCostTests() => CachedRoot.OnComputed = root => _hashed[root] = _hashed.GetValueOrDefault(root) + 1;

    public void Dispose() => CachedRoot.OnComputed = null;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RootsAreHashedOnceAndSignaturesVerifiedOnceWhateverForgedCopiesCome(bool isForgedFirst)
    {
        var (block, envelope) = (Chain.Blocks[0], Chain.Envelopes[0]);
        var (root, envelopeRoot) = (block.Message.HashTreeRoot(Context), envelope.Message.HashTreeRoot(Context));
        var bodyRoot = block.Message.Body.HashTreeRoot(Context);
        var (world, system) = RecordedChain.StartFollower(Chain, 1, 1, bls: _bls);
        using (world)
        {
            _hashed.Clear();
            if (isForgedFirst)
            {
                Receive(world, system, TopicKind.BeaconBlock, block with { Signature = Chain.Blocks[1].Signature });
                Assert.Equal(1, _hashed[root]);
                Assert.Null(RefusalTests.ViewOf(world, system).Lookup(root));
                _hashed.Clear();
                _bls.Signed.Clear();
            }

            Receive(world, system, TopicKind.BeaconBlock, block);
            Assert.NotNull(RefusalTests.ViewOf(world, system).Lookup(root));
            Assert.Equal((1, 1), (_hashed[root], _hashed[bodyRoot]));
            Assert.Equal(1, _bls.Signed.Count(signed => signed == SigningRoot(Constants.DomainBeaconProposer, root)));

            Receive(world, system, TopicKind.ExecutionPayload, envelope);
            Assert.Equal(1, _hashed[envelopeRoot]);
            Assert.Equal(1, _bls.Signed.Count(signed => signed == SigningRoot(Constants.DomainBeaconBuilder, envelopeRoot)));
        }
    }

    private static Root SigningRoot(DomainType type, Root root) =>
        Misc.ComputeSigningRoot(root, Accessors.GetDomain(Chain.World.Genesis, type));

    private void Receive<T>(SimulatedWorld world, ActorSystem system, TopicKind kind, T message)
        where T : ISszType<T>
    {
        var topics = new GossipTopics(Chain.World.Spec, Chain.World.Genesis.GenesisValidatorsRoot);
        var received = new GossipReceived(1000 + ++_wireId, "peer", topics.At(1, kind, null), message.ToSsz(Context), world.Now);
        world.Invoke(() =>
        {
            system.ActorSelection($"/user/{Node.Name}/{NodeChildren.Network}").Tell(received);
            return true;
        });
        world.RunFor(TimeSpan.FromMilliseconds(500));
    }

    /// <summary>Notes the signing root of each signature that is verified.</summary>
    private sealed class CountingSignatures() : ForwardingBls(ManagedBls.Shared)
    {
        public List<Root> Signed { get; } = [];

        public override bool FastAggregateVerify(
            ReadOnlySpan<PublicKey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature)
        {
            Signed.Add(new Root(message));
            return base.FastAggregateVerify(publicKeys, message, signature);
        }

        public override bool VerifyBatch(ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<byte> seed)
        {
            foreach (var set in sets)
            {
                Signed.Add(set.SigningRoot);
            }

            return base.VerifyBatch(sets, seed);
        }
    }
}
