using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Scores;
using Consensoor.Spec.Gossip;
using Xunit;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>Gossipsub 1.3: extensions in the first RPC and nowhere else, and what Partial Messages change in the router.</summary>
public sealed class ExtensionTests
{
    private const string Topic = "/eth2/6a95a1a9/data_column_sidecar_3/ssz_snappy";
    private static readonly byte[] Group = [0, 1, 2, 3];

    private static readonly GossipSettings Settings = new()
    {
        Scores = RouterUnderTest.Scores,
        HasPartialMessages = true,
        MaxPartials = 10,
        DLazy = 20,
        IDontWantSize = 1,
    };

    [Fact]
    public void TheFieldsAreThoseOfTheRegistry()
    {
        // requestsPartial is 3 and supportsSendingPartial 4 of SubOpts; extensions is 6 of ControlMessage, partialMessages 10 in it.
        var router = new RouterUnderTest(Settings);
        router.Router.Subscribe(Of("a"), router.Now);
        router.Router.AddPeer("peer", GossipVersion.V13, false, "", router.Now);
        Assert.True(router.Router.TryTakeFrame(out var frame));
        var hello = "11" + "0a09" + "0801" + "120161" + "1801" + "2001" + "1a04" + "3202" + "5001";
        Assert.Equal(hello, Convert.ToHexStringLower(frame.Bytes.Span));

        // partial is 10 of RPC; topicID, groupID, partialMessage and partsMetadata are 1 to 4 in it.
        router.Router.Receive(
            "peer", new RpcBytes().Extensions().SubscribePartial("a").ToArray(), router.Now);
        while (router.Router.TryTakeFrame(out _))
        {
        }

        Assert.True(router.Router.SendPartial("peer", "a", [7], [8], [9]));
        Assert.True(router.Router.TryTakeFrame(out var sent));
        Assert.Equal("0e" + "520c" + "0a0161" + "120107" + "1a0108" + "220109", Convert.ToHexStringLower(sent.Bytes.Span));
    }

    [Fact]
    public void ExtensionsAreAnnouncedOnceAndOnlyToWhoSpeaksThem()
    {
        var router = Joined();
        router.Add("new", version: GossipVersion.V13);
        router.Add("old", version: GossipVersion.V12);
        Assert.Equal(["subscribe", "extensions"], router.TakeTold("new").Select(static told => told.Kind));
        Assert.Equal(["subscribe"], router.TakeTold("old").Select(static told => told.Kind));
        router.Router.Subscribe(Of(Topic + "b"), router.Now);
        router.PassHeartbeats(3);
        Assert.DoesNotContain(router.TakeTold("new"), static told => told.Kind == "extensions");

        var without = new RouterUnderTest();
        without.Join(Topic);
        without.Add("new", version: GossipVersion.V13);
        Assert.Equal(["subscribe"], without.TakeTold("new").Select(static told => told.Kind));
    }

    [Fact]
    public void ANodeWithoutTopicsAnnouncesAtOnceAllTheSame()
    {
        var router = new RouterUnderTest(Settings);
        router.Add("peer", version: GossipVersion.V13);
        Assert.Equal(["extensions"], router.TakeTold("peer").Select(static told => told.Kind));
    }

    [Theory]
    [InlineData(true, "announced its extensions more than once")]
    [InlineData(false, "announced its extensions after its first RPC")]
    public void ExtensionsThatComeAgainOrLateCostTheSender(bool isAnnounced, string reason)
    {
        var router = Joined();
        router.Add("peer", version: GossipVersion.V13);
        router.Send("peer", isAnnounced ? new RpcBytes().Extensions() : new RpcBytes().Subscribe(Topic));
        Assert.Empty(router.Router.Explain("peer")!.Notes);
        router.Send("peer", new RpcBytes().Extensions().SubscribePartial(Topic));
        Assert.Equal((ScorePart.Behaviour, reason), (Note(router).Part, Note(router).Reason));
        Assert.Equal(isAnnounced ? PartialSupport.Requests | PartialSupport.Sends : PartialSupport.None, Support(router));
    }

    [Fact]
    public void TwoInOneRpcCostTheSenderToo()
    {
        var router = Joined();
        router.Add("peer", version: GossipVersion.V13);
        router.Send("peer", new RpcBytes().Extensions().Extensions());
        Assert.Equal("announced its extensions more than once", Note(router).Reason);
    }

    [Fact]
    public void AStreamThatBeginsAnewAnnouncesAnew()
    {
        var router = Joined();
        router.Add("peer", version: GossipVersion.V13);
        router.Send("peer", new RpcBytes().Extensions().SubscribePartial(Topic));
        router.Router.RestartStream("peer");
        Assert.Equal(PartialSupport.None, Support(router));
        router.Send("peer", new RpcBytes().Extensions());
        Assert.Empty(router.Router.Explain("peer")!.Notes);
        Assert.Equal(PartialSupport.Requests | PartialSupport.Sends, Support(router));
    }

    [Fact]
    public void ExtensionsThatNobodyKnowsAreIgnored()
    {
        var router = Joined();
        router.Add("peer", version: GossipVersion.V13);
        router.Send("peer", new RpcBytes().Extensions(hasPartial: false).SubscribePartial(Topic).Unknown());
        router.Send("peer", new RpcBytes().Partial(Topic, Group, [1]));
        Assert.Empty(router.Router.Explain("peer")!.Notes);
        Assert.Equal(PartialSupport.None, Support(router));
        Assert.Equal(1UL, router.Router.Counts.PartialsUnheard);
    }

    [Fact]
    public void WhoRequestsPartsSendsThem()
    {
        var router = Joined();
        Partial(router, "peer", requests: true, sends: false);
        Assert.Equal(PartialSupport.Requests | PartialSupport.Sends, Support(router));
        router.Send("peer", new RpcBytes().SubscribePartial(Topic, requests: true, isSubscribed: false));
        Assert.Equal(PartialSupport.None, Support(router));
        router.Send("peer", new RpcBytes().Subscribe(Topic));
        Assert.Equal(PartialSupport.None, Support(router));
    }

    [Fact]
    public void WholeMessagesAndTheirGossipDoNotGoToWhoRequestsParts()
    {
        var router = Joined();
        router.AddPeers(3, topic: Topic, prefix: "whole");
        Partial(router, "parts");
        Partial(router, "sender", requests: false);
        router.PassHeartbeats(1);
        router.Forget();
        router.Send("whole0", new RpcBytes().Ssz(Topic, RouterUnderTest.Ssz(1, 2000)));
        router.Judge(RouterUnderTest.Ssz(1, 2000), GossipDecision.Accept, Topic);
        router.Publish(RouterUnderTest.Ssz(2), Topic);
        router.PassHeartbeats(2);
        string[] Kinds(string peer) => [.. router.TakeTold(peer).Select(static told => told.Kind).Distinct()];
        Assert.Empty(Kinds("parts"));

        // Who gives parts sends no whole message: it need not be told that none is wanted.
        Assert.Equal(["message"], Kinds("sender"));
        Assert.Contains("message", Kinds("whole1"));
        Assert.Equal(2UL, router.Router.Counts.LeftToParts);
    }

    [Fact]
    public void PartsGoToWhoRequestsThemAndMetadataToWhoSends()
    {
        var router = Joined();
        Partial(router, "parts");
        Partial(router, "sender", requests: false);
        router.Add("none", version: GossipVersion.V13);
        router.Send("none", new RpcBytes().Extensions().Subscribe(Topic));
        Assert.True(router.Router.SendPartial("parts", Topic, Group, [1], []));
        Assert.False(router.Router.SendPartial("sender", Topic, Group, [1], []));
        Assert.True(router.Router.SendPartial("sender", Topic, Group, [1], [2]));
        Assert.False(router.Router.SendPartial("none", Topic, Group, [1], [2]));
        Assert.False(router.Router.SendPartial("nobody", Topic, Group, [1], [2]));
        Assert.Equal(["parts", "sender"], router.Router.PartialMeshOf(Topic).Order());
    }

    [Fact]
    public void BytesToAPeerAreBoundedAHeartbeat()
    {
        var router = new RouterUnderTest(Settings with { MaxPartialBytes = 100 });
        router.Router.Subscribe(Of(Topic), router.Now);
        Partial(router, "peer");
        Assert.True(router.Router.SendPartial("peer", Topic, Group, new byte[60], []));
        Assert.False(router.Router.SendPartial("peer", Topic, Group, new byte[60], []));
        router.PassHeartbeats(1);
        Assert.True(router.Router.SendPartial("peer", Topic, Group, new byte[60], []));
    }

    [Fact]
    public void APartialMessageComesOut()
    {
        var router = Joined();
        Partial(router, "peer");
        router.Send("peer", new RpcBytes().Partial(Topic, Group, [1, 2], [3]));
        var news = Messages(router).Single();
        Assert.Equal(("peer", Topic), (news.Peer, news.Topic));
        byte[][] parts = [news.Group.ToArray(), news.Message!.Value.ToArray(), news.Metadata!.Value.ToArray()];
        Assert.Equal([Group, [1, 2], [3]], parts);
        router.Send("peer", new RpcBytes().Partial(Topic, Group, metadata: [3]));
        Assert.Null(Messages(router).Single().Message);
        Assert.Empty(router.Router.Explain("peer")!.Notes);
    }

    public static TheoryData<string, byte[], byte[]?, byte[]?, string> Malformed { get; } = new()
    {
        { Topic, [], [1], null, "group id of 0 bytes" },
        { Topic, new byte[65], [1], null, "group id of 65 bytes" },
        { Topic, Group, null, null, "empty partial message" },
        { Topic, Group, [], [], "empty partial message" },
        { Topic, Group, null, new byte[2049], "parts metadata of 2049 bytes" },
        { "other", Group, [1], null, "a topic in which this node takes none" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void WhatIsMalformedCostsTheSender(string topic, byte[] group, byte[]? message, byte[]? metadata, string reason)
    {
        var router = Joined();
        Partial(router, "peer");
        router.Send("peer", new RpcBytes().Partial(topic, group, message, metadata));
        Assert.Empty(Messages(router));
        Assert.Contains(reason, Note(router).Reason);
        Assert.Contains(router.Events, happened => happened.Kind == GossipEventKind.Penalized && happened.Peer == "peer");
    }

    [Fact]
    public void PartsThatWereNotRequestedCostTheSender()
    {
        var router = new RouterUnderTest(Settings);
        router.Router.Subscribe(Of(Topic) with { Partial = PartialSupport.Sends }, router.Now);
        Partial(router, "peer");
        router.Send("peer", new RpcBytes().Partial(Topic, Group, null, [1]));
        Assert.Single(Messages(router));
        router.Send("peer", new RpcBytes().Partial(Topic, Group, [1], [1]));
        Assert.Empty(Messages(router));
        Assert.Equal("sent parts that this node does not request", Note(router).Reason);
    }

    [Fact]
    public void AFloodIsNotHeardAndThenCosts()
    {
        var router = Joined();
        Partial(router, "peer");
        router.PassHeartbeats(1);
        Messages(router);
        for (var i = 0; i < 25; i++)
        {
            router.Send("peer", new RpcBytes().Partial(Topic, [0, (byte)i], [1]));
        }

        Assert.Equal(10, Messages(router).Count);
        Assert.Equal(("sent more partial messages than are heard", 5), (Note(router).Reason, Note(router).Count));
        router.PassHeartbeats(1);
        router.Send("peer", new RpcBytes().Partial(Topic, Group, [1]));
        Assert.Single(Messages(router));
    }

    [Fact]
    public void TheHeartbeatNamesPeersOutsideOfTheMesh()
    {
        var router = new RouterUnderTest(Settings with { D = 1, DLow = 1, DHigh = 1, DOut = 0, DScore = 0 });
        router.Router.Subscribe(Of(Topic), router.Now);
        Partial(router, "a");
        Partial(router, "b");
        Partial(router, "c", requests: false);
        router.AddPeers(2, topic: Topic);
        while (router.Router.TryTakePartial(out _))
        {
        }

        router.PassHeartbeats(1);
        var mesh = router.Router.MeshOf(Topic);
        List<PartialEvent> news = [];
        while (router.Router.TryTakePartial(out var next))
        {
            news.Add(next);
        }

        Assert.Equal(PartialEventKind.Beat, news[0].Kind);
        var gossip = Assert.Single(news, static entry => entry.Kind == PartialEventKind.Gossip);
        Assert.Equal(new[] { "a", "b", "c" }.Except(mesh), gossip.Peers.Order());
    }

    [Fact]
    public void WhoGoesIsReported()
    {
        var router = Joined();
        Partial(router, "a");
        Partial(router, "b");
        router.Send("a", new RpcBytes().Subscribe(Topic, isSubscribed: false));
        router.Router.RemovePeer("b", router.Now);
        List<(string, string)> left = [];
        while (router.Router.TryTakePartial(out var next))
        {
            if (next.Kind == PartialEventKind.Left)
            {
                left.Add((next.Peer, next.Topic));
            }
        }

        Assert.Equal([("a", Topic), ("b", Topic), ("b", "")], left);
    }

    private static GossipTopicSettings Of(string topic) =>
        RouterUnderTest.Of(topic, RouterUnderTest.TopicParameters) with { Partial = PartialSupport.Requests | PartialSupport.Sends };

    private static RouterUnderTest Joined()
    {
        var router = new RouterUnderTest(Settings);
        router.Router.Subscribe(Of(Topic), router.Now);
        return router;
    }

    private static void Partial(RouterUnderTest router, string peer, bool requests = true, bool sends = true)
    {
        router.Add(peer, version: GossipVersion.V13);
        router.Send(peer, new RpcBytes().Extensions().SubscribePartial(Topic, requests, sends));
    }

    private static PartialSupport Support(RouterUnderTest router) => router.Router.PartialSupportOf("peer", Topic);

    private static ScoreNote Note(RouterUnderTest router) => Assert.Single(router.Router.Explain("peer")!.Notes);

    private static List<PartialEvent> Messages(RouterUnderTest router)
    {
        List<PartialEvent> messages = [];
        while (router.Router.TryTakePartial(out var news))
        {
            if (news.Kind == PartialEventKind.Message)
            {
                messages.Add(news);
            }
        }

        return messages;
    }
}
