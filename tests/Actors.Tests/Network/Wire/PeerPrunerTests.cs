using Consensoor.Actors.Network.Wire;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>Tests which peers go where there are too many.</summary>
public class PeerPrunerTests
{
    private static readonly Gen<PeerValue[]> Peers = Gen.Select(
            Gen.Double[-2, 5], Gen.Bool, Gen.Int[0, 12].Array[0, 6], static (score, isStatic, serves) => (score, isStatic, serves))
        .Array[0, 40].Select(static peers =>
            peers.Select(static (peer, at) => new PeerValue($"{at:00}", peer.score, peer.isStatic, peer.serves)).ToArray());

    [Fact]
    public void AsManyGoAsAreTooManyAndNoneThatTheOperatorNamed() =>
        Gen.Select(Peers, Gen.Int[0, 40]).Sample(static (peers, target) =>
        {
            var chosen = PeerPruner.Choose(peers, target);
            var free = peers.Count(static peer => !peer.IsStatic);
            Assert.Equal(Math.Min(free, Math.Max(0, peers.Length - target)), chosen.Count);
            Assert.Equal(chosen.Count, chosen.Distinct().Count());
            Assert.All(chosen, name => Assert.False(peers.Single(peer => peer.Peer == name).IsStatic));
        });

    /// <summary>Replayed one by one: who goes is bad, or is missed less than each that stays.</summary>
    [Fact]
    public void AUsefulPeerStaysAsLongAsOneThatIsMissedLessIsThere() =>
        Gen.Select(Peers, Gen.Int[0, 40]).Sample(static (peers, target) =>
        {
            var rest = peers.ToList();
            foreach (var name in PeerPruner.Choose(peers, target))
            {
                var goes = rest.Single(peer => peer.Peer == name);
                var others = rest.Where(peer => peer != goes && !peer.IsStatic).ToArray();
                if (goes.Score < 0)
                {
                    Assert.All(others, other => Assert.True(other.Score >= goes.Score));
                }
                else
                {
                    Assert.All(others, static other => Assert.True(other.Score >= 0));
                    var spare = Rarest(goes, rest);
                    Assert.All(others, other => Assert.True(spare > PeerPruner.Floor || Rarest(other, rest) <= spare));
                    Assert.All(
                        others.Where(other => spare > PeerPruner.Floor && Rarest(other, rest) > PeerPruner.Floor),
                        other => Assert.True(other.Score >= goes.Score));
                }

                rest.Remove(goes);
            }
        });

    [Fact]
    public void TheOnlyPeerOfASubnetOutlivesHigherScores()
    {
        PeerValue[] peers =
        [
            new("only", 0, false, [7]),
            .. Enumerable.Range(0, 10).Select(static at => new PeerValue($"other{at}", 5, false, [1, 2])),
        ];
        var chosen = PeerPruner.Choose(peers, 4);
        Assert.Equal(7, chosen.Count);
        Assert.DoesNotContain("only", chosen);
    }

    private static int Rarest(PeerValue peer, List<PeerValue> all) => peer.Serves.Count == 0
        ? int.MaxValue
        : peer.Serves.Min(service => all.Count(other => other.Serves.Contains(service)));
}
