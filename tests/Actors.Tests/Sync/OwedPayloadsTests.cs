using Consensoor.Actors.Sync;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>Tests that payloads which nobody had are asked for again, of everybody, and not more often than they should be.</summary>
public sealed class OwedPayloadsTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly BackfillSettings Settings = new();
    private readonly OwedPayloads _owed = new(Settings);
    private DateTimeOffset _now = Start;
    private ulong _ids;

    [Fact]
    public void ANewPeerIsAskedAtOnceAndTheOthersAfterAWaitThatGrows()
    {
        _owed.Owe([Numbered(1)]);
        var asked = new List<(string Peer, int Second)>();
        for (var second = 0; second < 1000; second++)
        {
            _now = Start.AddSeconds(second);
            while (Next(second < 50 ? "a" : "ab") is { } question)
            {
                asked.Add((question.Peer, second));
                Answer(question);
            }
        }

        Assert.Equal([("a", 0), ("b", 50), ("a", 120), ("b", 120), ("a", 360), ("b", 360), ("a", 840), ("b", 840)], asked);
    }

    /// <summary>The waits are for what nobody has: where one of them has come, others may.</summary>
    [Fact]
    public void TheWaitsBeginAnewWhereOneHasCome()
    {
        _owed.Owe([Numbered(1), Numbered(2)]);
        for (var round = 0; round < 8; round++)
        {
            _now = _owed.NextDue is { } due && due > _now ? due : _now;
            Answer(Next("a")!);
            Assert.Null(Next("a"));
        }

        Assert.Equal(_now + (Settings.MaxBackOff * 64), _owed.NextDue);
        _now = _owed.NextDue!.Value;
        Answer(Next("a")!, 2);

        // That it is here is known when it has been verified, and the round is over by then.
        Assert.Null(Next("a"));
        _owed.Settle(Numbered(2), isHere: true);
        Assert.Equal(_now + Settings.MaxBackOff, _owed.NextDue);
    }

    [Fact]
    public void RoundsWithoutAPeerDoNotMakeTheWaitsLonger()
    {
        _owed.Owe([Numbered(1)]);
        for (var round = 0; round < 8; round++)
        {
            Assert.Null(Next(""));
            _now = _owed.NextDue!.Value;
        }

        Answer(Next("a")!);
        Assert.Null(Next("a"));
        Assert.Equal(_now + Settings.MaxBackOff, _owed.NextDue);
    }

    [Fact]
    public void WhatIsGivenIsLookedAtOnceAndAskedForNoMoreWhenItIsSettled()
    {
        _owed.Owe([Numbered(1), Numbered(2)]);
        var question = Next("a")!;
        Assert.Equal([Numbered(1), Numbered(2)], ((ExecutionPayloadEnvelopesByRoot)question.Request).BlockRoots);
        Assert.Equal([Numbered(2)], Answer(question, 2, 3));
        Assert.Equal("a", _owed.GivenOf(Numbered(2))!.Value.Peer);
        Assert.Null(_owed.GivenOf(Numbered(3)));
        _owed.Settle(Numbered(2), isHere: true);
        Assert.Equal([Numbered(1)], _owed.Roots);
        Assert.Empty(Answer(question, 1));
        question = Next("ab")!;
        Assert.Equal("b", question.Peer);
        Assert.Equal([Numbered(1)], Answer(question, 1));
        _owed.Refuse(Numbered(1));
        Assert.Null(_owed.GivenOf(Numbered(1)));
        Assert.Equal([Numbered(1)], _owed.Roots);
    }

    [Fact]
    public void APeerThatDoesNotAnswerHoldsUpTheOthersForItsTimeAlone()
    {
        _owed.Owe([Numbered(1)]);
        Assert.Equal("a", Next("ab")!.Peer);
        Assert.Null(Next("ab"));
        Assert.Equal(Start + Settings.Patience, _owed.NextDue);
        _now += Settings.Patience;
        Assert.Equal("b", Next("ab")!.Peer);
    }

    /// <summary>Each of any number is asked of an honest peer sooner or later.</summary>
    [Fact]
    public void AllComeFromAPeerThatHasThemHoweverManyAreOwed() => Gen.Int[1, 100].Sample(count =>
    {
        var test = new OwedPayloadsTests();
        test._owed.Owe(Enumerable.Range(1, count).Select(Numbered));
        for (var round = 0; round < 200 && test._owed.Roots.Count > 0; round++)
        {
            if (test.Next("a") is { } question)
            {
                foreach (var root in test.Answer(question, [.. Enumerable.Range(1, count)]))
                {
                    test._owed.Settle(root, isHere: true);
                }
            }
            else
            {
                test._now = test._owed.NextDue!.Value;
            }
        }

        Assert.Empty(test._owed.Roots);
        Assert.Null(test._owed.NextDue);
    });

    [Fact]
    public void NoMoreAreRememberedThanTheBoundAndNoneWhereHistoryIsOff()
    {
        _owed.Owe(Enumerable.Range(1, OwedPayloads.Bound + 5).Select(Numbered));
        Assert.Equal(OwedPayloads.Bound, _owed.Roots.Count);
        Assert.Equal(Numbered(6), _owed.Roots[0]);
        var off = new OwedPayloads(Settings with { IsOn = false });
        off.Owe([Numbered(1)]);
        Assert.Empty(off.Roots);
    }

    private static Root Numbered(int number) => new([.. BitConverter.GetBytes(number), .. new byte[28]]);

    private Question? Next(string peers) => _owed.Next(
        _now, [.. peers.Select(static peer => new PeerInfo(peer.ToString(), new Status { HeadSlot = 100 }, 0))], () => ++_ids);

    private IReadOnlyList<Root> Answer(Question question, params int[] given) => _owed.Answer(new PeerAnswered(
        question.Id,
        question.Peer,
        question.Request,
        PeerResult.Answered,
        [
            .. given.Select(static number => new SignedExecutionPayloadEnvelope
            {
                Message = new ExecutionPayloadEnvelope { BeaconBlockRoot = Numbered(number) },
            })
        ]));
}
