using System.Numerics;
using Akka.Configuration;
using Consensoor.Actors.Builders;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Builders;

/// <summary>A bid is made where the transition takes it, and no other.</summary>
public class BidMakingTests
{
    private static readonly ProposalBase Base = BuilderStates.BaseWith();
    private static readonly Gwei Deposit = Base.State.Preset.MinDepositAmount;

    [Fact]
    public void ABidIsMadeWhereTheBuilderCanPayItAndTheTransitionSaysTheSame() => Gen.Select(
        Gen.ULong[1, 2 * BuilderStates.Balance], Gen.ULong[0, BuilderStates.Balance], Gen.ULong[0, BuilderStates.Balance])
        .Sample((value, payment, withdrawal) =>
        {
            var proposal = Owing(payment, withdrawal);
            var (bid, reason) = Make(proposal, value);
            var canPay = (UInt128)value + payment + withdrawal + Deposit <= BuilderStates.Balance;
            Assert.Equal(canPay, bid is not null);
            Assert.Equal(canPay, reason is null);
            var (forced, _) = BidMaking.Make(
                proposal,
                BuilderStates.Built(proposal),
                BuilderStates.BuilderOf(proposal),
                BuilderStates.Preferences(proposal),
                value,
                mayOverbid: true);
            var refusal = ExecutionPayloadBids.ProcessExecutionPayloadBid(
                proposal.State.Copy(), new SignedExecutionPayloadBid { Message = forced! }, AcceptAllVerifier.Instance);
            Assert.Equal(canPay, refusal is null);
        });

    [Fact]
    public void WhatIsBidIsWhatTheProposerWants()
    {
        var (bid, _) = Make(Base, 7);
        var preferences = BuilderStates.Preferences(Base);
        Assert.Equal(preferences.FeeRecipient, bid!.FeeRecipient);
        Assert.Equal((Base.Slot, 7UL, Base.ParentRoot), (bid.Slot, bid.Value, bid.ParentBlockRoot));
    }

    [Fact]
    public void APayloadOnSomethingElseIsNoBid()
    {
        var built = BuilderStates.Built(Base);
        foreach (var other in (ExecutionPayload[])
            [
                built.Payload! with { ParentHash = new Hash32([9, .. new byte[31]]) },
                built.Payload! with { PrevRandao = new Bytes32([9, .. new byte[31]]) },
                built.Payload! with { SlotNumber = Base.Slot + 1 },
                built.Payload! with { Timestamp = built.Payload!.Timestamp + 12 },
                built.Payload! with { Withdrawals = [new Withdrawal { Amount = 1 }] },
            ])
        {
            var (bid, reason) = BidMaking.Make(
                Base, built with { Payload = other }, BuilderStates.BuilderOf(Base), BuilderStates.Preferences(Base), 7);
            Assert.Null(bid);
            Assert.Contains("something else", reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WhoIsNotActiveOrHasSpentAllHasNothingBuilt()
    {
        Assert.NotNull(BidMaking.Prepare(Base, BuilderStates.BuilderOf(Base), BuilderStates.Preferences(Base)).Attributes);
        var state = Base.State.Copy();
        state.FinalizedCheckpoint = new Checkpoint();
        Assert.NotNull(Reason(Base with { State = state }));
        Assert.NotNull(Reason(Owing(BuilderStates.Balance - Deposit, 0)));
        Assert.Null(Reason(Owing(BuilderStates.Balance - Deposit - 1, 0)));

        string? Reason(ProposalBase proposal) =>
            BidMaking.Prepare(proposal, BuilderStates.BuilderOf(proposal), BuilderStates.Preferences(proposal)).Reason;
    }

    [Fact]
    public void TheSharePolicyGivesItsShareAndNoMore() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 100]).Sample((gwei, percent) =>
        {
            var value = new BidPolicy(BidPolicyKind.Share, 0, percent).ValueOf((UInt256)((BigInteger)gwei * 1_000_000_000));
            Assert.Equal((UInt128)gwei * (UInt128)percent / 100, (UInt128)value);
        });

    [Theory]
    [InlineData("policy = Fixed", "policy")]
    [InlineData("policy = \"\"", "policy")]
    [InlineData("value = 0", "value")]
    [InlineData("value = -1", "value")]
    [InlineData("share = 0", "share")]
    [InlineData("share = 101", "share")]
    [InlineData("policy = share, share = 100", null)]
    public void APolicyThatIsNoneIsRefusedAndNotTakenForOff(string said, string? wrong)
    {
        var consensoor = NodeConfig.Layered(ConfigurationFactory.ParseString($"consensoor.builder {{ {said} }}")).GetConfig("consensoor");
        var refusal = Record.Exception(() => BidPolicy.From(consensoor));
        Assert.Equal(wrong is null, refusal is null);
        Assert.True(wrong is null
            || (refusal is ConfigurationException && refusal.Message.Contains($"consensoor.builder.{wrong}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(9_999, true)]
    [InlineData(10_000, false)]
    [InlineData(0, false)]
    public void BidsLeaveWithinTheSlot(int at, bool isFine)
    {
        var consensoor = ConfigurationFactory.ParseString($"builder.bid-at = {at}");
        Assert.Equal(!isFine, Record.Exception(() => consensoor.Within("builder.bid-at", 9_999)) is ConfigurationException);
    }

    [Fact]
    public void ABuilderIsFoundByItsKeyUnlessAValidatorHasIt()
    {
        var proposal = BuilderStates.BaseWith(builders: 3);
        var keys = new HashSet<BLSPubkey> { proposal.State.Builders[1].Pubkey, proposal.State.Validators[0].Pubkey };
        Assert.Equal([1UL], BuilderRegistry.Of(proposal.State, keys).Select(static builder => builder.Index));
        var state = proposal.State.Copy();
        state.Builders[1] = state.Builders[1] with { Pubkey = state.Validators[0].Pubkey };
        Assert.Empty(BuilderRegistry.Of(state, keys));
    }

    private static (ExecutionPayloadBid? Bid, string? Reason) Make(ProposalBase proposal, Gwei value) => BidMaking.Make(
        proposal,
        BuilderStates.Built(proposal),
        BuilderStates.BuilderOf(proposal),
        BuilderStates.Preferences(proposal),
        value);

    private static ProposalBase Owing(Gwei payment, Gwei withdrawal)
    {
        var state = Base.State.Copy();
        state.BuilderPendingPayments[0] = new BuilderPendingPayment
        {
            Withdrawal = new BuilderPendingWithdrawal { Amount = payment, BuilderIndex = 0 },
        };
        state.BuilderPendingWithdrawals.Add(new BuilderPendingWithdrawal { Amount = withdrawal, BuilderIndex = 0 });
        return Base with { State = state };
    }
}
