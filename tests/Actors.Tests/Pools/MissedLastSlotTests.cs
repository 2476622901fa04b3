using System.Collections.Immutable;
using Akka.Actor;
using Consensoor.Actors.Network.Gossip;
using Consensoor.Actors.Network.Topics;
using Consensoor.Actors.Pools;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Actors.Tests.Pools;

/// <summary>
/// From the topic's row to the block: the sync committee of a period's last slot where the block of that slot was missed.
/// </summary>
public class MissedLastSlotTests
{
    // Periods have 64 slots in the minimal preset; genesis has the same committee twice, the second period's is another.
    private const Slot HeadSlot = 126;
    private const Slot MissedSlot = 127;

    [Fact]
    public void TheAggregateIsOfTheCommitteeOfTheBlocksOwnPeriod()
    {
        var head = PoolStates.BaseAt(ForkName.Altair, HeadSlot).State;
        var proposal = PoolStates.BaseAt(ForkName.Altair, MissedSlot + 1);
        var committee = proposal.State.CurrentSyncCommittee;
        Assert.NotEqual(committee, head.CurrentSyncCommittee);
        var signers = new int[committee.Pubkeys.Count];
        for (var position = 0; position < signers.Length; position++)
        {
            Assert.True(Accessors.TryGetValidatorIndex(head, committee.Pubkeys[(ulong)position], out var validator));
            signers[position] = (int)validator;
        }

        var view = ViewOf(proposal.ParentRoot, head);
        var seen = new Seen(view.Spec);
        var pool = new SyncCommitteePool(view.Spec, new CountingBls(), 4);
        var size = SyncCommittees.SubcommitteeSize(view.Spec.Preset);
        var accepted = new HashSet<ulong>();
        foreach (var (signer, subnet) in signers.Select((signer, position) => (signer, (ulong)(position / size))).Distinct())
        {
            var message = new SyncCommitteeMessage
            {
                Slot = MissedSlot,
                BeaconBlockRoot = proposal.ParentRoot,
                ValidatorIndex = (ulong)signer,
                Signature = CountingBls.SignatureOf(signer),
            };
            var add = TakeIn(seen, view, message, subnet);
            Assert.Equal(
                signers.Index().Where(seat => seat.Item == signer).Select(static seat => (ulong)seat.Index),
                add.CommitteePositions.Order());
            accepted.UnionWith(add.CommitteePositions);
            pool.Add(add.Message, add.CommitteePositions);
        }

        Assert.Equal(32, accepted.Count);
        var aggregate = pool.Pack(proposal);
        Assert.Equal(32, aggregate.SyncCommitteeBits.CountOnes());
        Assert.Equal(CountingBls.SignatureOf(signers), aggregate.SyncCommitteeSignature);
    }

    // What the lane does with a message whose signature holds.
    private static AddSyncCommitteeMessage TakeIn(Seen seen, ChainView view, SyncCommitteeMessage message, ulong subnet)
    {
        var form = SyncCommitteeTopic.Row.FormIn(view.Spec, ForkName.Altair, subnet, out _)!;
        var now = view.GenesisTimeMs + (MissedSlot * view.Spec.Config.SlotDurationMs) + 1_000;
        var check = new TopicCheck(seen, view, now, ForkName.Altair, subnet, AcceptAllVerifier.Instance);
        var (result, product, _) = form.Judge(check, message);
        Assert.Equal((GossipDecision.Accept, ""), (result.Decision, result.Reason));
        var nobody = ActorRefs.Nobody;
        var to = new LaneRefs(nobody, nobody, nobody, new PoolRefs(nobody, nobody, nobody, nobody, nobody));
        var outbox = new LaneOutbox();
        Assert.True(form.TakeIn(new TopicAccept(seen, view, Source.Own.Instance, subnet, to, outbox), message, product));
        return Assert.IsType<AddSyncCommitteeMessage>(Assert.Single(outbox.Take().Messages).Message);
    }

    private static ChainView ViewOf(Root root, BeaconState state) => new()
    {
        Spec = state.Spec,
        GenesisTimeMs = state.GenesisTime * 1_000,
        CurrentSlot = MissedSlot,
        Head = new HeadSnapshot(
            root,
            HeadPayloadStatus.None,
            SignedBeaconBlock.Default(state.Ssz),
            state,
            new Checkpoint(),
            new Checkpoint(),
            new ExecutionHead(default, default, default),
            false),
        JustifiedCheckpoint = new Checkpoint(),
        FinalizedCheckpoint = new Checkpoint(),
        Blocks = ImmutableDictionary<Root, ChainBlock>.Empty,
        Canonical = CanonicalChain.Empty,
        BuildsOnFullInNextSlot = false,
        ProposalParentOnTime = new ProposalParent(root, false, new ExecutionHead(default, default, default)),
        ProposalParentLater = new ProposalParent(root, false, new ExecutionHead(default, default, default)),
        ProposalParentInNextSlot = new ProposalParent(root, false, new ExecutionHead(default, default, default)),
        OldestSlot = 0,
    };
}
