using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>Tests that a head far behind the clock is advanced in steps, and that no step is computed twice.</summary>
public sealed class AdvanceTests
{
    private const ulong Step = 16;
    private const ulong Far = 43;

    [Fact]
    public void AFarWayIsGoneInStepsAndEachIsKeptThoughItComesTooLate()
    {
        var ports = new DirectPorts(ManagedBls.Shared);
        var core = DirectChain.Start(ports, static settings => settings with { AdvanceStep = Step });
        ports.Now = DirectChain.In(Far);
        core.OnSlot(Far);
        Assert.Null(ports.View!.StateAt(Far));

        // The slot ends before the first step is there.
        ports.Now = DirectChain.In(Far + 1);
        core.OnSlot(Far + 1);
        ports.Run(core);
        var steps = ports.Tasks.OfType<AdvanceSlots>().Select(static task => task.Slot).ToArray();
        Assert.Equal<IEnumerable<ulong>>([Step, 2 * Step, Far + 1], steps);

        // What readers need of the present epoch is in the view by then.
        Assert.NotNull(ports.View!.StateAt(Far + 1));
    }

    [Fact]
    public void AHeadOfAnEarlierEpochIsAdvancedAsSoonAsTheReplayHasEnded()
    {
        var ports = new DirectPorts(ManagedBls.Shared);
        var core = DirectChain.Start(ports, static settings => settings, at: Far);
        ports.Run(core);
        Assert.NotNull(ports.View!.StateAt(Far));

        // Votes are judged on the state at the epoch's begin, later blocks on the one of their slot.
        const ulong Begin = 40;
        Assert.Equal(Begin, ports.View.Advanced(ports.View.HeadState, Begin)!.Slot);
        Assert.Equal(Far + 1, ports.View.StateAt(Far + 1)!.Slot);
        Assert.Null(ports.View.StateAt(Begin - 1));
    }

    [Fact]
    public void AHeadOfAnEarlierSyncCommitteePeriodIsNoReasonToIgnoreItsMembers()
    {
        const ulong LongAfter = 130;
        var ports = new DirectPorts(ManagedBls.Shared);
        var core = DirectChain.Start(ports, static settings => settings, at: LongAfter);
        ports.Run(core);
        var state = ports.View!.StateAt(LongAfter)!;
        Assert.True(Accessors.TryGetValidatorIndex(state, state.CurrentSyncCommittee.Pubkeys[0], out var member));
        var message = new SyncCommitteeMessage { Slot = LongAfter, BeaconBlockRoot = ports.View.Head.Root, ValidatorIndex = member };
        var now = (ulong)ports.Now.ToUnixTimeMilliseconds();
        var result = SyncCommitteeMessageGossip.ValidateSyncCommitteeMessageGossip(
            new Seen(ports.View.Spec), ports.View, message, now, 0, AcceptAllVerifier.Instance, out _);
        Assert.Equal((GossipDecision.Accept, ""), (result.Decision, result.Reason));
    }

    /// <summary>
    /// Behind a block's own lookahead the proposer is known where the head's state was advanced, and nowhere else: null passes nothing.
    /// </summary>
    [Fact]
    public void TheProposerOnAnOldHeadIsThatOfItsAdvancedState()
    {
        var ports = new DirectPorts(ManagedBls.Shared);
        var core = DirectChain.Start(ports, static settings => settings, at: Far);
        var genesis = ports.View!.Find(ports.View.HeadRoot)!;
        Assert.Null(ports.View.GetExpectedProposer(genesis, Far));
        ports.Run(core);
        var state = StateTransition.AdvanceTo(genesis.State!, Far, AcceptAllVerifier.Instance).Post!;
        for (var slot = Far; slot < 48; slot++)
        {
            Assert.Equal(state.ProposerLookahead[slot % 8], ports.View.GetExpectedProposer(genesis, slot));
        }

        // The head is another one now, and for a branch at genesis nobody computes its epochs.
        DirectChain.Import(core, ports, RecordedChain.Instance.Blocks[0]);
        ports.Now = DirectChain.In(Far);
        core.OnSlot(Far);
        ports.Run(core);
        Assert.NotEqual(genesis.Root, ports.View.HeadRoot);
        Assert.Null(ports.View.GetExpectedProposer(genesis, Far));
    }

    /// <summary>Preferences come from an epoch's first moment on, and the epoch's first block later.</summary>
    [Fact]
    public void AtAnEpochsBeginTheProposersOfTheNextAreKnownBeforeItsFirstBlock()
    {
        const Slot Begin = 40;
        var ports = new DirectPorts(ManagedBls.Shared);
        var core = DirectChain.Start(ports, static settings => settings, at: Begin - 1);
        core.OnDeadline(new DutyDue(Begin - 1, DutyPoint.Aggregate, ports.Now));
        ports.Run(core);
        ports.Now = DirectChain.In(Begin);
        core.OnSlot(Begin);
        ports.Run(core);
        var view = ports.View!;
        var state = StateTransition.AdvanceTo(view.HeadState, Begin, AcceptAllVerifier.Instance).Post!;
        for (var slot = Begin; slot < Begin + 16; slot++)
        {
            var dependent = view.GetShufflingDependentRoot(view.HeadRoot, slot / 8);
            Assert.Equal((ValidatorIndex?)state.ProposerLookahead[slot - Begin], view.GetLookaheadProposer(dependent, slot));
        }

        Assert.Null(view.GetLookaheadProposer(view.HeadRoot, Begin + 16));
    }

    /// <summary>The next slot's proposer would have to wait for it, at an epoch's end for the whole transition.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AHeadThatComesLateInItsSlotIsAdvancedToTheNext(bool isLate)
    {
        var block = RecordedChain.Instance.Blocks[0];
        var slot = block.Message.Slot;
        var ports = new DirectPorts(ManagedBls.Shared);
        var core = DirectChain.Start(ports, static settings => settings, at: slot);
        if (isLate)
        {
            core.OnDeadline(new DutyDue(slot, DutyPoint.Aggregate, ports.Now));
            ports.Run(core);
        }

        ports.Tasks.Clear();
        DirectChain.Import(core, ports, block);
        Assert.Equal(slot, core.Head!.Slot);
        Assert.Equal(isLate ? [slot + 1] : [], ports.Tasks.OfType<AdvanceSlots>().Select(static task => task.Slot));
    }

    /// <summary>Its payload is begun as soon as its state is there; of a deadline that is past nobody tells.</summary>
    [Theory]
    [InlineData(-20, new[] { 1UL })]
    [InlineData(1, new[] { 1UL })]
    [InlineData(7, new ulong[0])]
    [InlineData(11, new[] { 2UL })]
    [InlineData(65, new[] { 10UL })]
    public void AStartBeforeGenesisOrLateInASlotAdvancesToTheNextAtOnce(int seconds, ulong[] slots)
    {
        var genesis = RecordedChain.Instance.World.Genesis;
        var ports = new DirectPorts(ManagedBls.Shared)
        {
            Now = DateTimeOffset.FromUnixTimeSeconds((long)genesis.GenesisTime) + TimeSpan.FromSeconds(seconds),
        };
        _ = DirectChain.StartOn(ports, genesis, static settings => settings);
        Assert.Equal(slots, ports.Tasks.OfType<AdvanceSlots>().Select(static task => task.Slot));
    }

    [Fact]
    public void AStateThatNobodyAdvancedIsAskedForAgainAtTheNextDeadlineOfTheSlot()
    {
        var ports = new DirectPorts(ManagedBls.Shared);
        var core = DirectChain.Start(ports, static settings => settings, at: Far);
        var asked = Assert.Single(ports.Tasks.OfType<AdvanceSlots>());
        core.On(new SlotsAdvanced(asked.RequestId, null, null, WorkDrop.Full));
        core.OnDeadline(new DutyDue(Far, DutyPoint.Attestation, ports.Now));
        Assert.Equal(2, ports.Tasks.OfType<AdvanceSlots>().Count());
    }
}
