using Consensoor.Messages;
using Consensoor.Spec.Crypto.Bls;
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
