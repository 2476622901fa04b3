using Consensoor.Actors.Sync;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>Tests the fetching of history's payloads: what a block stands on was there, and is asked for until somebody gives it.</summary>
public sealed class BackfillPayloadTests
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;
    private readonly Backfill _machine = new(new BackfillSettings { Range = 4, IsWhole = true }, Chain.World.Spec, Genesis);
    private readonly Dictionary<string, Func<Slot, bool>> _peers = [];
    private readonly List<Root> _kept = [];
    private readonly List<string> _asked = [];
    private readonly List<Root> _owed = [];
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private ulong _ids;
    private Slot _forged;

    public BackfillPayloadTests() => _machine.Begin(Chain.Blocks[^1].Message.Slot, Chain.Blocks[^1].Message.ParentRoot);

    private static Root Genesis => Chain.Blocks[0].Message.ParentRoot;

    private static IEnumerable<Root> Wanted => Chain.Envelopes.Select(static envelope => envelope.Message.BeaconBlockRoot)
        .Where(static root => Chain.Blocks.Any(block => RootOf(block) == root && block != Chain.Blocks[^1]));

    [Fact]
    public void APayloadIsAskedOfOthersUntilOneHasIt()
    {
        foreach (var peer in "abcde")
        {
            _peers[peer.ToString()] = _ => peer == 'e';
        }

        Run(() => _machine.IsDone);
        Assert.Equal(Wanted.Order(), _kept.Order());
        Assert.Equal(["a", "b", "c", "d", "e"], _asked.Distinct().Order());
    }

    /// <summary>The block that a node begins with says whether its parent's payload was there.</summary>
    [Fact]
    public void ThePayloadBelowTheCheckpointIsAskedOfOthersToo()
    {
        var (last, anchor) = (Chain.Blocks[^2], Chain.Blocks[^1]);
        var slot = last.Message.Slot;
        Assert.Contains(RootOf(last), Wanted);
        _machine.Begin(anchor.Message.Slot, RootOf(last), anchor.Message.Body.SignedExecutionPayloadBid!.Message.ParentBlockHash);
        _peers["a"] = given => given != slot;
        _peers["b"] = static _ => true;
        Run(() => _machine.IsDone);
        Assert.Equal(Wanted.Order(), _kept.Order());
    }

    /// <summary>It is not waited for longer than some peers, and remembered, so that it is asked for later.</summary>
    [Fact]
    public void APayloadThatManyPeersLackIsOwedAndHoldsUpNothing()
    {
        foreach (var peer in "abcdefghij")
        {
            _peers[peer.ToString()] = static slot => slot != 4;
        }

        Run(() => _machine.IsDone);
        var owed = RootOf(Chain.Blocks.Single(static block => block.Message.Slot == 4));
        Assert.Equal([owed], _owed);
        Assert.Equal(Wanted.Except([owed]).Order(), _kept.Order());
    }

    /// <summary>
    /// The block above a range says whether the payload of its last block was there, also where the range has to be fetched twice.
    /// </summary>
    [Fact]
    public void WhatIsKnownOfARangesLastPayloadOutlivesARangeThatDidNotHold()
    {
        foreach (var peer in "abc")
        {
            _peers[peer.ToString()] = slot => slot != 4 || peer == 'c';
        }

        _forged = 4;
        Run(() => _machine.IsDone);
        Assert.Equal(0UL, _forged);
        Assert.Equal(Wanted.Order(), _kept.Order());
    }

    /// <summary>Nobody would ask for them later, so blocks are not kept without having asked anybody.</summary>
    [Fact]
    public void BlocksWaitForAPeerThatCanBeAskedForTheirPayloads()
    {
        _peers["a"] = static _ => true;
        Run(() => _machine.Ranges.Any(static range => range.Blocks.Count > 0));
        _peers.Clear();
        Run(() => false, TimeSpan.FromMinutes(5));
        Assert.Empty(_asked);
        _peers["b"] = static _ => true;
        Run(() => _machine.IsDone);
        Assert.Equal(Wanted.Order(), _kept.Order());
    }

    private static Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(Chain.Head.State.Ssz);

    private void Run(Func<bool> isEnd, TimeSpan? time = null)
    {
        var end = _now + (time ?? TimeSpan.FromHours(1));
        while (_now < end && !isEnd())
        {
            var peers = _peers.Keys.Select(static peer => new PeerInfo(peer, new Status { HeadSlot = 100 }, 0)).ToList();
            Do(_machine.Next(Chain.Blocks[^1].Message.Slot + 1, _now, peers, () => ++_ids), isEnd);
            _now += TimeSpan.FromSeconds(1);
        }

        Assert.Equal(time is null, isEnd());
    }

    private void Do(BackfillStep step, Func<bool> isEnd)
    {
        foreach (var question in step.Questions.TakeWhile(_ => !isEnd()))
        {
            if (question.Request is ExecutionPayloadEnvelopesByRange)
            {
                _asked.Add(question.Peer);
            }

            IReadOnlyList<object> items = question.Request switch
            {
                BeaconBlocksByRange range => [.. Chain.Blocks.Where(block =>
                    block.Message.Slot >= range.StartSlot && block.Message.Slot < range.StartSlot + range.Count)],
                ExecutionPayloadEnvelopesByRange =>
                    [.. Chain.Envelopes.Where(envelope => _peers[question.Peer](envelope.Message.Payload.SlotNumber))],
                _ => [],
            };
            Do(_machine.Answer(new PeerAnswered(question.Id, question.Peer, question.Request, PeerResult.Answered, items), _now), isEnd);
        }

        if (step.Verify is { } verify)
        {
            bool[] valid = [.. Enumerable.Repeat(true, verify.Blocks.Count + verify.Envelopes.Count)];
            if (_forged > 0 && verify.Contains(_forged))
            {
                (valid[0], _forged) = (false, 0);
            }

            Do(_machine.Verified(verify.Question!.Value, valid, _now), isEnd);
        }

        if (step.Keep is { } keep)
        {
            _kept.AddRange(Backfill.EnvelopesOf(keep).Select(static envelope => envelope.Message.BeaconBlockRoot));
            _owed.AddRange(keep.Owed);
            var (oldest, parent) = _machine.AfterKeeping(keep);
            _machine.OnKept(oldest, parent);
        }
    }
}
