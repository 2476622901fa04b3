using Consensoor.Actors.Clock;
using Consensoor.Actors.Production;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Actors.Tests.Production;

/// <summary>What production answers by a view and the time, and why it refuses.</summary>
public sealed class DutyDataTests
{
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Gloas, 5);
    private static readonly ChainView View = TestViews.On(Base);
    private static readonly ProductionSettings Settings = new()
    {
        Spec = Base.State.Spec,
        Schedule = new SlotSchedule(Base.State.Spec, Base.State.GenesisTime),
        MaxHeadDistance = 8,
    };

    private static readonly Root Unseen = new([.. new byte[31], 7]);

    [Theory]
    [InlineData(ForkName.Altair)]
    [InlineData(ForkName.Gloas)]
    public void AttestationDataIsTheSpecificationsOnTheHead(ForkName fork)
    {
        var chosen = PoolStates.BaseAt(fork, 5);
        var settings = Settings with { Spec = chosen.State.Spec, Schedule = new SlotSchedule(chosen.State.Spec, chosen.State.GenesisTime) };
        var view = TestViews.On(chosen);
        var index = Accessors.GetCommitteeCountPerSlot(chosen.State, 0) - 1;
        var outcome = DutyData.Attestation(view, In(5), settings, new ProduceAttestationData(1, 5, index, view.Head.Root));
        Assert.Equal(Attesting.GetAttestationData(chosen.State, view.Head.Root, 0, true, 5, index), outcome.Value);
    }

    [Fact]
    public void EachRefusalOfAttestationDataSaysWhy()
    {
        var optimistic = View with { Head = View.Head with { IsOptimistic = true } };
        Assert.Equal(ProductionRefusal.NoHead, Attest(null, 5, 5).Refusal);
        Assert.Equal(ProductionRefusal.FutureSlot, Attest(View, 5, 6).Refusal);
        Assert.Equal(ProductionRefusal.FutureSlot, Attest(View, 5, ulong.MaxValue).Refusal);
        Assert.Equal(ProductionRefusal.UnknownSlot, Attest(View, 5, 4).Refusal);
        Assert.Equal(ProductionRefusal.Optimistic, Attest(optimistic, 5, 5).Refusal);
        Assert.Equal(ProductionRefusal.NotSynced, Attest(View, 9, 9).Refusal);
        Assert.Equal(ProductionRefusal.UnknownCommittee, Attest(View, 5, 5, ulong.MaxValue).Refusal);
        Assert.All(
            new[] { Attest(null, 5, 5), Attest(View, 5, 6), Attest(View, 9, 9), Attest(View, 5, 5, 99) },
            static refused => Assert.False(refused.IsLater));
    }

    [Fact]
    public void AnAnswerIsNotFromBeforeTheHeadTheAskerHasSeenNorFromAnotherEpoch()
    {
        Assert.True(DutyData.Attestation(View, In(5), Settings, new ProduceAttestationData(1, 5, 0, Unseen)).IsLater);

        // Genesis is head and nobody has computed the second epoch.
        Assert.True(Attest(View, 8, 8).IsLater);
    }

    [Fact]
    public void APayloadIsVotedOnAsTheViewHasItAndOnlyWhereItCameBeforeItsTime()
    {
        var due = Settings.Schedule.DueAt(5, DutyPoint.Payload);
        Assert.Equal(ProductionRefusal.NothingSeen, Vote(View).Refusal);
        Assert.Equal((false, false), Seen(null, hasData: false));
        Assert.Equal((true, false), Seen(due - TimeSpan.FromMilliseconds(1), hasData: false));
        Assert.Equal((true, true), Seen(due - TimeSpan.FromMilliseconds(1), hasData: true));
        Assert.Equal((false, true), Seen(due, hasData: true));
        Assert.Equal(ProductionRefusal.UnknownSlot, DutyData.PayloadAttestation(View, In(5), Settings, 4).Refusal);
        Assert.Equal(ProductionRefusal.FutureSlot, DutyData.PayloadAttestation(View, In(5), Settings, 6).Refusal);
    }

    [Fact]
    public void ABlockIsBuiltOnTheViewOfItsSlotAndALateHeadIsLeftAsideOnlyOnTime()
    {
        var other = new ProposalParent(Unseen, false, Base.Execution);
        var view = View with
        {
            ProposalParentOnTime = other,
            Blocks = View.Blocks.Add(Unseen, TestViews.BlockOf(View.Head.Block, Unseen, View.Head.State)),
        };
        Assert.True(ProposalChoice.Of(view with { CurrentSlot = 4 }, 5, In(5), Settings).IsLater);
        Assert.Equal(ProductionRefusal.UnknownSlot, ProposalChoice.Of(view with { CurrentSlot = 6 }, 5, In(6), Settings).Refusal);
        Assert.Equal(ProductionRefusal.FutureSlot, ProposalChoice.Of(view, 6, In(5), Settings).Refusal);

        // The head's parent stands where it was made, the head's state in the slot already.
        var onTime = ProposalChoice.Of(view, 5, In(5), Settings).Value!;
        Assert.Equal((other, View.Head.State), (onTime.Parent, onTime.From));
        var later = ProposalChoice.Of(view, 5, In(5) + (Settings.Schedule.DurationOf(5) / 2), Settings).Value!;
        Assert.Equal((view.ProposalParentLater, Base.State), (later.Parent, later.From));
    }

    [Fact]
    public void ABlockWaitsForTheExecutionLayerAndForTheEpochButNotForASlot()
    {
        Assert.True(ProposalChoice.Of(View with { Head = View.Head with { IsOptimistic = true } }, 5, In(5), Settings).IsLater);
        Assert.True(ProposalChoice.Of(View with { CurrentSlot = 8 }, 8, In(8), Settings).IsLater);
        Assert.Equal(Base.State, ProposalChoice.Of(View with { CurrentSlot = 6 }, 6, In(6), Settings).Value!.From);
    }

    private static DateTimeOffset In(Slot slot) => Settings.Schedule.StartOf(slot) + TimeSpan.FromMilliseconds(10);

    private static Outcome<AttestationData> Attest(ChainView? view, Slot now, Slot slot, CommitteeIndex index = 0) =>
        DutyData.Attestation(view, In(now), Settings, new ProduceAttestationData(1, slot, index));

    private static Outcome<PayloadAttestationData> Vote(ChainView view) => DutyData.PayloadAttestation(view, In(5), Settings, 5);

    private static (bool Present, bool Data) Seen(DateTimeOffset? at, bool hasData)
    {
        var block = new SignedBeaconBlock { Message = new BeaconBlock { Slot = 5 } };
        var seen = TestViews.BlockOf(block, Unseen, null) with { PayloadSeenAt = at, HasData = hasData };
        var data = Vote(View with { Blocks = View.Blocks.Add(Unseen, seen) }).Value!;
        Assert.Equal((Unseen, 5UL), (data.BeaconBlockRoot, data.Slot));
        return (data.PayloadPresent, data.BlobDataAvailable);
    }
}
