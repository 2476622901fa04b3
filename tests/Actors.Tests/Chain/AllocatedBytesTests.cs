using Akka.Actor;
using Consensoor.Actors.Chain;
using Consensoor.Actors.Pools;
using Consensoor.Bench.States;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Xunit;
using Xunit.Abstractions;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// The bytes that this node allocates for a block and for a vote, counted on one thread with 16,384 validators of the mainnet preset in
/// fulu: no figure of time, so that it is the same on every machine. A bound is a tenth above what was counted.
/// </summary>
public sealed class AllocatedBytesTests(ITestOutputHelper output)
{
    private const int Validators = 16_384;
    private const int Warm = 40;
    private const int Counted = 16;
    private const long MostOfBlock = 79_000;
    private const long MostOfVote = 3_700;
    private readonly DirectPorts _ports = new(ManagedBls.Shared);
    private readonly NonFinalityChain _chain = new(Validators);

    [Fact]
    public void ABlockAndAVoteAllocateNoMoreThanWasCounted()
    {
        _ports.Now = TimeOf(0);
        var core = DirectChain.StartOn(_ports, _chain.Genesis, static settings => settings);
        _ports.Run(core);
        var bytes = 0L;
        for (Slot slot = 1; slot <= Warm + Counted; slot++)
        {
            _ports.Now = TimeOf(slot);
            core.OnSlot(slot);
            _ports.Run(core);
            var block = _chain.Build(_ports.View!.Head.State, slot);
            var before = GC.GetAllocatedBytesForCurrentThread();
            core.Import(new ImportBlock(block, ForkName.Fulu, Source.Replay.Instance), ActorRefs.Nobody);
            _ports.Run(core);
            bytes += slot > Warm ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
            Assert.Equal(slot, core.Head!.Slot);
        }

        var perBlock = bytes / Counted;
        var perVote = OfVotes(core);
        output.WriteLine($"{perBlock} bytes a block, {perVote} bytes a vote");
        Assert.InRange(perBlock, 1, MostOfBlock);
        Assert.InRange(perVote, 1, MostOfVote);
    }

    /// <summary>Votes of the head's slot from their bytes to pool and fork choice, without the verification of their signatures.</summary>
    private long OfVotes(ChainCore core)
    {
        var view = _ports.View!;
        var (state, slot) = (view.HeadState, view.Head.Slot);
        var (context, epoch) = (state.Ssz, Accessors.GetCurrentEpoch(state));
        var committees = Accessors.GetCommitteeCountPerSlot(state, epoch);
        var votes = new List<byte[]>();
        var data = new AttestationData
        {
            Slot = slot,
            BeaconBlockRoot = view.HeadRoot,
            Source = state.CurrentJustifiedCheckpoint,
            Target = new Checkpoint { Epoch = epoch, Root = Accessors.GetBlockRoot(state, epoch) },
        };
        for (var index = 0UL; index < committees; index++)
        {
            foreach (var attester in Accessors.GetBeaconCommittee(state, slot, index))
            {
                votes.Add(new SingleAttestation { CommitteeIndex = index, AttesterIndex = attester, Data = data }.ToSsz(context));
            }
        }

        var (seen, pool) = (new Seen(view.Spec), new AttestationPool(view.Spec, ManagedBls.Shared, 1024));
        var nowMs = (ulong)_ports.Now.ToUnixTimeMilliseconds();
        var (bytes, warm) = (0L, votes.Count / 2);
        foreach (var (number, ssz) in votes.Index())
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(SingleAttestation.TryDecode(ssz, context, out var vote, out _));
            var subnet = Attesting.ComputeSubnetForAttestation(view.Spec, committees, slot, vote.CommitteeIndex);
            var verifier = new BatchVerifier(ManagedBls.Shared);
            var result = BeaconAttestationGossip.ValidateBeaconAttestationGossip(seen, view, vote, nowMs, subnet, verifier, out var alone);
            Assert.Equal(GossipResult.Accept, result);
            Assert.True(BeaconAttestationGossip.Mark(seen, vote.Data, vote.AttesterIndex));
            var verified = new VerifiedAttestation(alone!, [vote.AttesterIndex]);
            pool.Add(verified);
            core.Apply(new ApplyAttestations([verified]));
            bytes += number >= warm ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
        }

        return bytes / (votes.Count - warm);
    }

    // Late in a slot, so that no block is boosted.
    private DateTimeOffset TimeOf(Slot slot) => DateTimeOffset.FromUnixTimeMilliseconds(
        (long)((_chain.Genesis.GenesisTime * 1000) + (slot * _chain.Genesis.Config.SlotDurationMs) + 6_000));
}
