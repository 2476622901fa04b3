using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `relay`: two nodes from phase0 on, a fork an epoch, with a relay that pays more than their own payloads. In electra and fulu every block
/// is blinded when it is signed; before and after, nobody asks the relay for one. Votes of the last slot of deneb have no form that blocks
/// of electra take.
/// </summary>
public static class BlindedBlocks
{
    /// <summary>Describes the scenario.</summary>
    public static Scenario<DevnetNode> Describe(int epochs = 9, IBls? bls = null)
    {
        var shape = new DevnetShape(2)
        {
            GloasFromGenesis = false,
            HasRelay = true,
            Bls = bls ?? RememberingBls.Shared,
            Hocon = $"consensoor.validators.builder.urls = \"{SimulatedRelay.Url}\"",
        };
        return Devnet.Scenario("relay", shape, epochs)
            .Expect(BlockEverySlot, OneHead, DutiesAreDone, VotesCount(87), Finalized(epochs - 3), NoErrors)
            .Expect(OfTheRelay, new Expectation<DevnetNode>("the relay is given what it can take", static run =>
                Devnet.Of(run).Relay!.Findings.FirstOrDefault()))
            .Expect(new Expectation<DevnetNode>("all validators are registered with the relay", static run =>
                Devnet.Of(run).Relay!.Registered is var count && count == Devnet.Of(run).Shape.Validators
                    ? null
                    : $"{count} are").AtTheEnd());
    }

    /// <summary>The payload of the head is the relay's in electra and fulu, and a node's own in the other forks.</summary>
    private static Expectation<DevnetNode> OfTheRelay { get; } = new("blocks of electra and fulu have payloads of the relay", static run =>
    {
        foreach (var (name, node) in run.Nodes)
        {
            if (node.Head is { Block.Message: { Body.ExecutionPayload: { } payload } block, State.ForkName: var fork })
            {
                var isExpected = fork is ForkName.Electra or ForkName.Fulu;
                if ((payload.FeeRecipient == SimulatedRelay.FeeRecipient) != isExpected)
                {
                    return $"{name}: the payload of slot {block.Slot} ({fork}) pays {payload.FeeRecipient}";
                }
            }
        }

        return null;
    });
}
