using Consensoor.Actors.Storage;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Actors.Tests.Storage;

/// <summary>What the making of a state takes from storage, step by step.</summary>
public sealed class StateMakingTests
{
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Altair, 5);

    [Theory]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public void ADamagedBlockBehindTheSlotIsNothingToItsState(int behind, bool isFailure)
    {
        var slot = Base.State.Slot + 1;
        var making = Located(new LoadStateBySlot(slot), slot);
        Assert.Equal(Base.State.Slot, Assert.IsType<LoadFinalized>(Decode(making, slot)).After);
        var next = making.On(new FinalizedBlocks(Base.State.Slot, [], true, "a block is damaged")
        {
            DamagedFrom = Base.State.Slot + (Slot)behind,
        });
        Assert.Equal(isFailure, making.Failure is { Problem: PastStateProblem.Failed });
        Assert.Equal(!isFailure, next is AdvanceSlots);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AStateIsTheOneThatWasAskedFor(bool isRight)
    {
        var root = isRight ? Base.State.HashTreeRoot() : new Root([.. new byte[31], 1]);
        var making = Located(new LoadStateByRoot(root), Base.State.Slot);
        Assert.Null(Decode(making, Base.State.Slot));
        Assert.Equal(isRight, making.Made is not null);
        Assert.Equal(!isRight, making.Failure is { Problem: PastStateProblem.Failed });
    }

    private static StateMaking Located(IPastStateQuestion question, Slot slot)
    {
        var making = new StateMaking(1, question, Base.State.Spec, new HistorySettings());
        making.Begin();
        Assert.IsType<LoadSnapshot>(making.On(new StateLocated(question, slot, Base.State.Slot, 0, slot + 9), []));
        return making;
    }

    private static object? Decode(StateMaking making, Slot slot)
    {
        var snapshot = new StateBytes(Base.State.Slot, default, Base.State.ForkName, default);
        var asked = Assert.IsType<DecodeState>(making.On(new SnapshotLoaded(slot, snapshot)));
        return making.On(new StateDecoded(asked.RequestId, Base.State, null));
    }
}
