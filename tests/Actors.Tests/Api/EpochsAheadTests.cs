using Akka.TestKit;
using Consensoor.Actors.Api;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Messages;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>What callers of the API have made of the head's state is made once, and never far ahead.</summary>
public sealed class EpochsAheadTests : PatientKit
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch + TimeSpan.FromHours(1);
    private readonly TestProbe _pool;
    private readonly EpochsAhead _epochs;
    private readonly PlannedChain _chain = new();

    public EpochsAheadTests()
    {
        _pool = CreateTestProbe();
        _epochs = new EpochsAhead(() => _pool);
        _chain.Build(1, 0);
    }

    [Fact]
    public async Task EachEpochIsMadeOnceHoweverManyAskInWhateverOrder()
    {
        var view = View();
        var second = _chain.StateAt(8);
        var asked = new List<(ulong Epoch, Task<BeaconState?> Made)>();
        for (var i = 0; i < 6; i++)
        {
            var epoch = 1 + ((ulong)i % 2);
            asked.Add((epoch, _epochs.StateIn(view, second, epoch, At)));
        }

        for (var i = 0; i < 2; i++)
        {
            var question = _pool.ExpectMsg<AdvanceSlots>();
            Assert.Same(second, question.PreState);

            // Nobody waits for it longer.
            Assert.InRange(question.Deadline!.Value, At, At + TimeSpan.FromSeconds(10));
            _pool.Reply(new SlotsAdvanced(question.RequestId, _chain.StateAt(question.Slot), null));
        }

        foreach (var (epoch, made) in asked)
        {
            Assert.Equal(8 * epoch, (await made)!.Slot);
        }

        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task WhatIsMoreThanAnEpochAwayIsNotMade()
    {
        var view = View();
        Assert.Null(await _epochs.StateIn(view, view.HeadState, 2, At));
        Assert.Null(await _epochs.StateIn(view, view.HeadState, ulong.MaxValue / 8, At));
        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task WhatAnUpgradeRefusesIsAskedOnce()
    {
        var view = View();
        var asked = _epochs.StateIn(view, view.HeadState, 1, At);
        var question = _pool.ExpectMsg<AdvanceSlots>();
        _pool.Reply(new SlotsAdvanced(question.RequestId, null, Refusal.Because("no upgrade", "upgrade_to_gloas")));
        Assert.Null(await asked);
        Assert.Null(await _epochs.StateIn(view, view.HeadState, 1, At));
        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    /// <summary>What fails of a head that was left does not cost what is there of the next one; what fails is made again.</summary>
    [Fact]
    public async Task WhatFailedIsForgottenAndNothingElse()
    {
        var old = View();
        var first = _epochs.StateIn(old, old.HeadState, 1, At);
        var late = _pool.ExpectMsg<AdvanceSlots>();
        var lateAsker = _pool.LastSender;
        _chain.Build(2, 0);
        var view = View();
        var second = _epochs.StateIn(view, view.HeadState, 1, At);
        var question = _pool.ExpectMsg<AdvanceSlots>();
        _pool.Reply(new SlotsAdvanced(question.RequestId, _chain.StateAt(8), null));
        Assert.NotNull(await second);
        lateAsker.Tell(new SlotsAdvanced(late.RequestId, null, null, WorkDrop.Full), _pool);
        Assert.Null(await first);
        Assert.NotNull(await _epochs.StateIn(view, view.HeadState, 1, At));
        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        _chain.Build(3, 0);
        view = View();
        for (var tries = 0; tries < 2; tries++)
        {
            var failing = _epochs.StateIn(view, view.HeadState, 1, At);
            question = _pool.ExpectMsg<AdvanceSlots>();
            _pool.Reply(new SlotsAdvanced(question.RequestId, null, null, WorkDrop.Full));
            Assert.Null(await failing);
        }
    }

    private ChainView View() => _chain.ViewIn(_chain.HeadSlot, isEarly: true);
}
