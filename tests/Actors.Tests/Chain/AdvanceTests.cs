using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Bls;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>Tests that a head far behind the clock is advanced in steps, and that no step is computed twice.</summary>
public sealed class AdvanceTests
{
    private const ulong Step = 16;

    [Fact]
    public void AFarWayIsGoneInStepsAndEachIsKeptThoughItComesTooLate()
    {
        var ports = new DirectPorts(ManagedBls.Shared);
        var core = DirectChain.Start(ports, static settings => settings with { AdvanceStep = Step });
        const ulong Far = 43;
        ports.Now = DirectChain.In(Far);
        core.Answer(new GetProposalBase(Far), ActorRefs.Nobody);

        // The slot ends before the first step is there: who asked hears so.
        ports.Now = DirectChain.In(Far + 1);
        core.OnSlot(Far + 1);
        Assert.Contains("not advanced in time", Assert.Single(ports.Answers.OfType<NoProposalBase>()).Reason, StringComparison.Ordinal);

        core.Answer(new GetProposalBase(Far + 1), ActorRefs.Nobody);
        ports.Run(core);
        Assert.Equal(Far + 1, Assert.Single(ports.Answers.OfType<ProposalBase>()).Slot);
        var steps = ports.Tasks.OfType<AdvanceSlots>().Select(static task => task.Slot).ToArray();
        Assert.Equal<IEnumerable<ulong>>([Step, 2 * Step, Far + 1], steps);

        // What readers need of the present epoch is in the view by then.
        Assert.NotNull(ports.View!.StateAt(Far + 1));
    }
}
