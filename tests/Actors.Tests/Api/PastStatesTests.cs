using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Api;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>
/// Of whom states are asked that are not in memory, how many are made at once, and what is answered where one is not made.
/// </summary>
public sealed class PastStatesTests : PatientKit
{
    // Blocks in all slots up to 20 but 12 and 18 to 20; the view begins with 8, and those from 10 on have let their state go.
    private const Slot Oldest = 8, Present = 20;
    private static readonly Root Unknown = new([.. new byte[31], 9]);
    private readonly PlannedChain _chain = new();
    private readonly ChainView _view;
    private readonly TestProbe _work, _history;
    private object _answer = "none";

    public PastStatesTests()
    {
        foreach (var slot in Enumerable.Range(1, 17).Where(static slot => slot != 12))
        {
            _chain.Build((Slot)slot, 0);
        }

        var whole = _chain.ViewIn(Present, isEarly: true);
        var blocks = whole.Blocks.Values.Where(static block => block.Slot >= Oldest)
            .Select(static block => block.Slot is < 10 or 17 ? block : block with { State = null })
            .ToImmutableDictionary(static block => block.Root);
        _view = whole with
        {
            Blocks = blocks,
            Canonical = CanonicalChain.Empty.Follow(blocks, whole.Head.Root, Oldest),
            OldestSlot = Oldest,
            FinalizedCheckpoint = new Checkpoint { Epoch = 1, Root = blocks.Values.Single(static block => block.Slot == Oldest).Root },
        };
        _work = CreateTestProbe();
        _history = CreateTestProbe();
        _history.SetAutoPilot(new DelegateAutoPilot((sender, _) =>
        {
            sender.Tell(_answer, _history);
            return AutoPilot.KeepRunning;
        }));
    }

    [Theory]
    [InlineData(PastStateProblem.Unknown, "5", 503)]
    [InlineData(PastStateProblem.Gone, "5", 404)]
    [InlineData(PastStateProblem.Busy, "5", 503)]
    [InlineData(PastStateProblem.Failed, "5", 503)]
    [InlineData(PastStateProblem.Unknown, "root", 404)]
    [InlineData(PastStateProblem.Gone, "root", 404)]
    [InlineData(PastStateProblem.Busy, "root", 503)]
    [InlineData(PastStateProblem.Failed, "root", 503)]
    public async Task WhyHistoryHasNoneIsAnswered(PastStateProblem problem, string id, int status)
    {
        await using var server = await Start();
        _answer = new NoPastState(new LoadStateBySlot(5), problem, "a reason");
        var answer = await server.Ask(
            "GET", $"/eth/v1/beacon/states/{(id == "root" ? Unknown.ToString() : id)}/root", null, (HttpStatusCode)status);
        Assert.Equal("a reason", answer.GetProperty("message").GetString());
        Assert.Equal(
            id == "root" ? new LoadStateByRoot(Unknown) : (IPastStateQuestion)new LoadStateBySlot(5),
            _history.ExpectMsg<IPastStateQuestion>());
    }

    [Fact]
    public async Task WhatIsBehindTheViewIsHistorysAndFinal()
    {
        await using var server = await Start();
        var state = _chain.StateAt(17);
        _answer = new PastState(new LoadStateBySlot(7), state, default, 3);
        foreach (var id in (string[])["7", "0", Unknown.ToString()])
        {
            var answer = await server.Ask("GET", $"/eth/v1/beacon/states/{id}/root");
            Assert.Equal(state.HashTreeRoot().ToString(), answer.GetProperty("data").GetProperty("root").GetString());
            Assert.True(answer.GetProperty("finalized").GetBoolean());
            Assert.False(answer.GetProperty("execution_optimistic").GetBoolean());
        }

        Assert.Equal(
            [new LoadStateBySlot(7), new LoadStateBySlot(0), new LoadStateByRoot(Unknown)],
            Enumerable.Range(0, 3).Select(_ => _history.ExpectMsg<IPastStateQuestion>()));
        _work.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    /// <summary>A slot behind the last final one is not final for having no block, though the block below it is.</summary>
    [Fact]
    public async Task ASlotWithoutABlockIsFinalOnlyWhereItIsNotBehindTheBoundary()
    {
        var blocks = _view.Blocks.Values.Where(static block => block.Slot is 8 or 17).ToImmutableDictionary(static block => block.Root);
        var head = blocks.Values.Single(static block => block.Slot == 17);
        blocks = blocks.SetItem(head.Root, head with { Summary = head.Summary with { ParentRoot = _view.FinalizedCheckpoint.Root } });
        await using var server = await Start(_view with
        {
            Blocks = blocks,
            Canonical = CanonicalChain.Empty.Follow(blocks, head.Root, Oldest),
        });
        Assert.True((await server.Ask("GET", "/eth/v1/beacon/states/8/root")).GetProperty("finalized").GetBoolean());
        var asked = server.Ask("GET", "/eth/v1/beacon/states/9/root");
        var question = _work.ExpectMsg<AdvanceSlots>();
        _work.Reply(new SlotsAdvanced(question.RequestId, question.PreState, null));
        Assert.False((await asked).GetProperty("finalized").GetBoolean());
        Assert.Equal(9UL, question.Slot);
    }

    /// <summary>The block's own state is replayed from the nearest ancestor, the empty slot behind it advanced to.</summary>
    [Fact]
    public async Task AStateOfTheViewThatWasLetGoIsMadeOfItsNearestAncestor()
    {
        await using var server = await Start();
        var asked = server.Ask("GET", "/eth/v1/beacon/states/12/root");
        var replay = _work.ExpectMsg<RegenerateState>();
        Assert.Equal([10UL, 11UL], replay.Replay.Blocks.Select(static block => block.Slot));
        Assert.Equal(9UL, replay.Replay.From.Slot);
        var eleven = _chain.Known(11);
        _work.Reply(new StateRegenerated(replay.Root, eleven.State, null));
        var advance = _work.ExpectMsg<AdvanceSlots>();
        Assert.Equal((eleven.State, 12UL), (advance.PreState, advance.Slot));
        _work.Reply(new SlotsAdvanced(advance.RequestId, _chain.StateAt(17), null));
        await asked;

        // It is kept.
        await server.Ask("GET", "/eth/v1/beacon/states/11/root");
        _work.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    /// <summary>That the pool did not do it says nothing of whether there is such a state.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(WorkDrop.Full)]
    [InlineData(WorkDrop.WorkerFailed)]
    [InlineData(WorkDrop.Restarted)]
    public async Task WhatThePoolDoesNotDoIsUnavailable(WorkDrop? drop)
    {
        await using var server = await Start();
        var refusal = drop is null ? new Consensoor.Spec.Transition.Refusal("process_slots", "a condition") : null;
        var asked = server.Ask("GET", "/eth/v1/beacon/states/11/root", null, HttpStatusCode.ServiceUnavailable);
        var replay = _work.ExpectMsg<RegenerateState>();
        _work.Reply(new StateRegenerated(replay.Root, null, refusal, drop));
        await asked;
        asked = server.Ask("GET", "/eth/v1/beacon/states/19/root", null, HttpStatusCode.ServiceUnavailable);
        var advance = _work.ExpectMsg<AdvanceSlots>();
        _work.Reply(new SlotsAdvanced(advance.RequestId, null, refusal, drop));
        await asked;
    }

    /// <summary>Who gave up has not ended the work: its place is free when the pool has answered, and what it made is kept.</summary>
    [Fact]
    public async Task APlaceIsFreeOnceThePoolHasAnswered()
    {
        var latest = new LatestView();
        latest.Take(_view);
        var states = new PastStates(
            () => new ChainReader(latest, ActorRefs.Nobody, Storage(), null), () => _work, () => _history)
        {
            Deadline = TimeSpan.FromMilliseconds(20),
        };
        var first = await Refused(18);
        Assert.Contains("not made within", first, StringComparison.Ordinal);
        Assert.Contains("not made within", await Refused(19), StringComparison.Ordinal);
        for (var i = 0; i < 3; i++)
        {
            Assert.Contains("are being made", await Refused(20), StringComparison.Ordinal);
        }

        // A reward's state is made in the same places.
        var next = new BeaconBlock { Slot = 20, ParentRoot = _view.Head.Root };
        Assert.Contains("are being made", await Message(states.Before(next)), StringComparison.Ordinal);
        var question = _work.ExpectMsg<AdvanceSlots>();
        _work.Reply(new SlotsAdvanced(question.RequestId, _chain.StateAt(18), null));
        await AwaitConditionAsync(async () => await Record.ExceptionAsync(() => states.Of(new ApiId.BySlot(18), Present)) is null);
        Assert.Contains("not made within", await Refused(20), StringComparison.Ordinal);

        Task<string> Refused(Slot slot) => Message(states.Of(new ApiId.BySlot(slot), Present));

        static async Task<string> Message(Task made) => (await Assert.ThrowsAsync<BadHttpRequestException>(() => made)).Message;
    }

    private async Task<ApiServer> Start(ChainView? view = null)
    {
        var server = await ApiServer.Start(view ?? _view, ApiServer.Ports(work: _work));
        (server.Storage, server.History) = (Storage(), _history);
        return server;
    }

    // Storage has nothing.
    private TestProbe Storage()
    {
        var storage = CreateTestProbe();
        storage.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            sender.Tell(
                message switch
                {
                    LoadRootBySlot(var slot) => new StoredRoot(slot, null),
                    LoadBlock(var root) => new StoredBlock(root, null, null),
                    _ => throw new InvalidOperationException($"{message}"),
                },
                storage);
            return AutoPilot.KeepRunning;
        }));
        return storage;
    }
}
