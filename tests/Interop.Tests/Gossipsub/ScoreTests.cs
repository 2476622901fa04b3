using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Scores;
using Consensoor.Spec.Gossip;
using CsCheck;
using Xunit;
using static Consensoor.Interop.Tests.Gossipsub.RouterUnderTest;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>The score is the formula of gossipsub 1.1, part by part, and each part says why.</summary>
public sealed class ScoreTests
{
    private const string A = "a";
    private const string B = "b";

    [Fact]
    public void TheScoreIsThatOfALiteralTwin()
    {
        var step = Gen.Select(Gen.Int[0, 8], Gen.Bool, Gen.Double[0, 40]);
        step.Array[1, 60].Sample(static steps =>
        {
            var now = TimeSpan.FromSeconds(10);
            var parameters = Scores with { TopicScoreCap = 12 };
            var book = new ScoreBook(parameters, now);
            book.SetTopic(A, TopicParameters);
            book.SetTopic(B, TopicParameters with { TopicWeight = 2, InvalidMessageDeliveriesWeight = -7 });
            var score = book.Connect("peer", "");
            var twin = new LiteralScore(
                parameters, (A, TopicParameters), (B, TopicParameters with { TopicWeight = 2, InvalidMessageDeliveriesWeight = -7 }));
            var lastDecay = now;
            foreach (var (kind, isA, amount) in steps)
            {
                var topic = isA ? A : B;
                switch (kind)
                {
                    case 0:
                        book.Of(score, topic)!.Graft(now);
                        twin.Graft(topic, now);
                        break;
                    case 1:
                        book.Of(score, topic)!.Prune();
                        twin.Prune(topic);
                        break;
                    case 2:
                        book.Of(score, topic)!.FirstDelivery();
                        twin.FirstDelivery(topic);
                        break;
                    case 3:
                        book.Of(score, topic)!.MeshDelivery();
                        twin.MeshDelivery(topic);
                        break;
                    case 4:
                        book.Of(score, topic)!.Invalid();
                        twin.Invalid(topic);
                        break;
                    case 5:
                        score.Offend(now, amount / 8, topic, "why");
                        twin.Behaviour += amount / 8;
                        break;
                    case 6:
                        score.Judge(now, amount - 20, "why");
                        twin.Application = amount - 20;
                        break;
                    default:
                        now += TimeSpan.FromSeconds(amount);
                        book.Tick(now);
                        twin.Refresh(now);
                        for (; lastDecay + parameters.DecayInterval <= now; lastDecay += parameters.DecayInterval)
                        {
                            twin.Decay();
                        }

                        break;
                }

                Assert.Equal(twin.Value(), book.Value(score), 0.000001);
                var report = book.Report("peer")!;
                Assert.Equal(report.Score, report.Parts.Sum(static part => part.Value) - report.CutByCap, 0.000001);
                Assert.True(report.Notes.Count <= 24);
            }
        });
    }

    [Fact]
    public void SharedAddressesCostBeyondTheThreshold()
    {
        var test = new RouterUnderTest();
        for (var i = 0; i < 5; i++)
        {
            test.Add($"sybil{i}", address: "192.0.2.1");
        }

        test.Add("honest", address: "192.0.2.2");
        test.Add("unknown");
        test.PassHeartbeats(1);
        Assert.Equal(-50 * 9, test.Router.ScoreOf("sybil3"));
        Assert.Equal((0, 0), (test.Router.ScoreOf("honest"), test.Router.ScoreOf("unknown")));
        Assert.Equal(ScorePart.SharedAddress, Assert.Single(test.Router.Explain("sybil0")!.Parts).Part);
        test.Router.RemovePeer("sybil4", test.Now);
        test.Router.RemovePeer("sybil3", test.Now);
        test.PassHeartbeats(1);
        Assert.Equal(-50, test.Router.ScoreOf("sybil0"));
    }

    [Fact]
    public void ABadScoreIsKeptForWhoComesBackAndAGoodOneIsNot()
    {
        var scores = Scores with { RetainScore = TimeSpan.FromMinutes(5), Retained = 2 };
        var test = new RouterUnderTest(new GossipSettings { Scores = scores });
        test.Join(score: TopicParameters);
        var peers = test.AddPeers(4);
        for (var i = 0; i < 3; i++)
        {
            test.Send(peers[i], new RpcBytes().Ssz(Topic, Ssz(i)));
            test.Judge(Ssz(i), GossipDecision.Reject);
        }

        test.Send(peers[3], new RpcBytes().Ssz(Topic, Ssz(9)));
        test.Judge(Ssz(9), GossipDecision.Accept);
        Assert.True(test.Router.ScoreOf(peers[3]) > 0);
        foreach (var peer in peers)
        {
            test.Router.RemovePeer(peer, test.Now);
            test.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, test.Router.Held.Scores);
        foreach (var peer in peers)
        {
            test.Add(peer);
        }

        Assert.Equal([false, true, true, false], peers.Select(peer => test.Router.ScoreOf(peer) < 0));
        Assert.Equal([0, 0], new[] { test.Router.ScoreOf(peers[0]), test.Router.ScoreOf(peers[3]) });
        test.Router.RemovePeer(peers[1], test.Now);
        test.Pass(TimeSpan.FromMinutes(6));
        Assert.Equal(0, test.Router.Held.Scores);
    }

    [Fact]
    public void WhoDeliversTooLittleInTheMeshLosesScoreAndItSticks()
    {
        var test = new RouterUnderTest();
        test.Join(score: TopicParameters with { TimeInMeshWeight = 0 });
        var peers = test.AddPeers(2);
        for (var i = 0; i < 8; i++)
        {
            test.Send(peers[0], new RpcBytes().Ssz(Topic, Ssz(i)));
            test.Judge(Ssz(i), GossipDecision.Accept);
        }

        test.Pass(TimeSpan.FromSeconds(29));
        Assert.Equal(0, test.Router.ScoreOf(peers[1]));

        // After the grace the idle one is pruned; that it failed is not forgotten with the mesh.
        test.Pass(TimeSpan.FromSeconds(3));
        Assert.DoesNotContain(peers[1], test.Router.MeshOf(Topic));
        var part = Assert.Single(test.Router.Explain(peers[1])!.Parts);
        Assert.Equal((ScorePart.MeshFailures, true), (part.Part, part.Value < 0));
        Assert.Contains(peers[0], test.Router.MeshOf(Topic));
    }

    [Fact]
    public void CopiesNearTheFirstCountAndLateOnesDoNot()
    {
        var scores = TopicParameters with
        {
            TimeInMeshWeight = 0,
            FirstMessageDeliveriesWeight = 0,
            MeshMessageDeliveriesThreshold = 3,
            MeshMessageDeliveriesWindow = TimeSpan.FromSeconds(0.5),
        };
        var test = new RouterUnderTest();
        test.Join(score: scores);
        var peers = test.AddPeers(5);
        test.Pass(TimeSpan.FromSeconds(29));
        for (var i = 0; i < 3; i++)
        {
            test.Send(peers[0], new RpcBytes().Ssz(Topic, Ssz(i)));
            test.Send(peers[1], new RpcBytes().Ssz(Topic, Ssz(i)));
            test.Judge(Ssz(i), GossipDecision.Accept);
            test.Send(peers[2], new RpcBytes().Ssz(Topic, Ssz(i)));
        }

        // Sent again and again, one message counts once.
        for (var i = 0; i < 3; i++)
        {
            test.Send(peers[4], new RpcBytes().Ssz(Topic, Ssz(0)));
        }

        test.Pass(TimeSpan.FromSeconds(0.6));
        for (var i = 0; i < 3; i++)
        {
            test.Send(peers[3], new RpcBytes().Ssz(Topic, Ssz(i)));
        }

        test.Pass(TimeSpan.FromSeconds(1.5));
        Assert.Equal(peers[..3], test.Router.MeshOf(Topic).Order());
    }

    [Fact]
    public void ReasonsAreCountedAndBounded()
    {
        var score = new PeerScore("peer", "");
        for (var i = 0; i < 100; i++)
        {
            score.Offend(TimeSpan.FromSeconds(i), 1, null, $"reason {i / 2}");
        }

        var notes = score.Report(Scores, 0).Notes;
        Assert.Equal(24, notes.Count);
        Assert.Equal(("reason 49", 2, 2.0), (notes[^1].Reason, notes[^1].Count, notes[^1].Amount));
    }

    [Fact]
    public void OtherParametersTakeEffectAtOnce()
    {
        var test = new RouterUnderTest();
        test.Join(score: TopicParameters);
        var peer = Assert.Single(test.AddPeers(1));
        test.Send(peer, new RpcBytes().Ssz(Topic, Ssz(1)));
        test.Judge(Ssz(1), GossipDecision.Reject);
        Assert.Equal(-100, test.Router.ScoreOf(peer));
        test.Router.SetScores(Scores, new Dictionary<string, TopicScoreParameters?>
        {
            [Topic] = TopicParameters with { InvalidMessageDeliveriesWeight = -2 },
        });
        Assert.Equal(-1, test.Router.ScoreOf(peer));
    }
}
