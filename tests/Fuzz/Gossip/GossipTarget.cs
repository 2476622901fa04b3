using Consensoor.Spec.Config;
using Consensoor.Spec.Gossip;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.Gossip;

/// <summary>
/// The conditions of one topic, given typed messages with extreme values at any time, on any head, around a fork. A finding is an
/// exception, a verdict without a reason, or more questions to the view and more signatures than an honest message takes.
/// </summary>
internal sealed class GossipTarget(GossipTopicUnderTest topic) : IFuzzTarget
{
    private const int MostAsked = 16;

    private const int MostSignatures = 3;

    public string Name => "gossip " + topic.Name;

    public int Share => 2;

    /// <summary>Every topic.</summary>
    internal static IEnumerable<IFuzzTarget> All() => GossipMessages.Topics.Select(static topic => new GossipTarget(topic));

    public string Run(FuzzRandom random)
    {
        var fork = (ForkName)random.Next((int)ForkName.Heze + 1);
        if ((fork + 1 < topic.Since || fork > topic.Last) && !random.OneIn(4))
        {
            fork = topic.Since + random.Next(topic.Last - topic.Since + 1);
        }

        var world = GossipWorld.Of(fork);
        var head = random.OneIn(6) ? world.Branch : random.Pick(world.Main);
        var slot = random.Next(8) switch
        {
            0 => head.Slot,
            1 => head.Slot + 9,
            2 => (ulong)random.Next(64),
            3 => (GossipWorld.ForkEpoch * world.Spec.Preset.SlotsPerEpoch) - 2 + (ulong)random.Next(4),
            4 => random.OneIn(4) ? random.Next() >> 24 : head.Slot + 30,
            _ => head.Slot + 1,
        };
        var view = world.View(head, head.Slot >= 16 && random.OneIn(2) ? 1UL : 0);
        var seen = new Seen(world.Spec);
        var draw = new GossipDraw(random, world, head, slot);
        var result = default(GossipResult);
        for (var i = 0; i < 3; i++)
        {
            var (asked, verifier) = (view.Asked, new CountingVerifier());
            var now = world.Spec.Times(GossipWorldView.Genesis).StartMs(slot) + (ulong)random.Next(6_000);
            var judged = topic.Check(draw, seen, view, now, verifier);
            Require(view.Asked - asked <= MostAsked, $"the view was asked {view.Asked - asked} times");
            Require(verifier.Count <= MostSignatures, $"{verifier.Count} signatures to verify");
            result = judged ?? result;
            Require(judged is null || result.IsAccepted || result.Reason.Length > 0, "a verdict without a reason");
        }

        return result.Decision.ToString();
    }
}
