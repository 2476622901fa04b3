using Consensoor.Actors.Hosting.Checkpoints;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.WeakSubjectivity;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting.Checkpoints;

/// <summary>What a checkpoint must be, as pure decisions.</summary>
public sealed class CheckpointCheckTests
{
    /// <summary>States that are not to be begun with, and what is said of them.</summary>
    internal static IEnumerable<(BeaconState State, CheckpointProblem Problem, string Says)> WrongStates()
    {
        var one = (Root)Bytes32.Parse("0x" + new string('1', 64));
        yield return (Of(state => state.GenesisValidatorsRoot = one), CheckpointProblem.OtherChain, "genesis validators root");
        yield return (Of(static state => state.GenesisTime = ulong.MaxValue), CheckpointProblem.Inconsistent, "genesis time");
        yield return (
            Of(static state => state.Fork = state.Fork with { CurrentVersion = default }), CheckpointProblem.OtherChain, "version");
        yield return (Of(static state => state.Fork = state.Fork with { Epoch = 77 }), CheckpointProblem.OtherChain, "epoch 77");
        yield return (Of(static state => state.Balances.RemoveFirst(1)), CheckpointProblem.Inconsistent, "balances");
        yield return (
            Of(static state => state.Validators[5] = state.Validators[5] with { EffectiveBalance = ulong.MaxValue }),
            CheckpointProblem.Inconsistent,
            "validator 5");
        yield return (Of(Exit), CheckpointProblem.Inconsistent, "no active validator");
        yield return (Of(static state => state.ProposerLookahead[3] = 64), CheckpointProblem.Inconsistent, "lookahead");
        yield return (Of(static state => state.Slot = 1_000_000), CheckpointProblem.InFuture, "slot 1000000");
    }

    [Fact]
    public void A_state_that_fits_is_taken()
    {
        Assert.Null(CheckpointCheck.OfState(CheckpointSamples.Rules(), CheckpointSamples.State));
        Assert.Null(CheckpointCheck.OfBlock(CheckpointSamples.Spec, CheckpointSamples.State, CheckpointSamples.Block));
        Assert.Null(CheckpointCheck.OfState(CheckpointSamples.Rules() with { GenesisValidatorsRoot = null }, CheckpointSamples.State));
    }

    [Fact]
    public void A_wrong_state_is_refused()
    {
        foreach (var (state, problem, says) in WrongStates())
        {
            var refusal = CheckpointCheck.OfState(CheckpointSamples.Rules(), state);
            Assert.True(refusal?.Problem == problem, $"{says}: {refusal}");
            Assert.Contains(says, refusal.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_block_is_refused_that_the_state_is_not_the_post_state_of()
    {
        var (spec, state, block) = (CheckpointSamples.Spec, CheckpointSamples.State, CheckpointSamples.Block);
        void Refused(string says, BeaconState of, Func<Spec.Containers.BeaconBlock, Spec.Containers.BeaconBlock> change)
        {
            var refusal = CheckpointCheck.OfBlock(spec, of, block with { Message = change(block.Message) });
            Assert.True(refusal?.Problem == CheckpointProblem.Inconsistent, says);
            Assert.Contains(says, refusal.Text, StringComparison.Ordinal);
        }

        Refused("of slot 8", state, static message => message with { Slot = 8 });
        Refused("its state is 0x0000", state, static message => message with { StateRoot = default });
        Refused("the state's last one", state, static message => message with { ProposerIndex = message.ProposerIndex + 1 });
        Refused("the block says that its state is", Of(static other => other.Balances[0] += 1), static message => message);
        Refused("post-state", Of(static other => other.Slot += 1), static message => message);
    }

    /// <summary>The root does not cover the signature, and peers would be served it.</summary>
    [Fact]
    public void A_block_is_refused_that_its_proposer_did_not_sign()
    {
        var (spec, state, block) = (CheckpointSamples.Spec, CheckpointSamples.State, CheckpointSamples.Block);
        foreach (var signature in new[] { default, CheckpointSamples.Chain.Blocks[3].Signature, CheckpointSamples.Envelope.Signature })
        {
            var refusal = CheckpointCheck.OfBlock(spec, state, block with { Signature = signature });
            Assert.Equal(CheckpointProblem.Inconsistent, refusal?.Problem);
            Assert.Contains($"validator {block.Message.ProposerIndex}", refusal!.Text, StringComparison.Ordinal);
        }
    }

    /// <summary>With a block of the middle of an epoch a node would refuse the rest of that epoch, and stand still.</summary>
    [Fact]
    public void A_block_in_the_middle_of_an_epoch_is_no_checkpoint_by_itself()
    {
        for (var slot = 0UL; slot <= 24; slot++)
        {
            var state = Of(other => other.LatestBlockHeader = other.LatestBlockHeader with { Slot = slot });
            var refusal = CheckpointCheck.OfPlace(state);
            Assert.Equal(slot % 8 == 0 ? null : (CheckpointProblem?)CheckpointProblem.MidEpoch, refusal?.Problem);
            if (refusal is not null)
            {
                Assert.Contains($"up to {((slot / 8) + 1) * 8} were skipped", refusal.Text, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Within the period and not a slot longer, by the clock, and waived where that is said.</summary>
    [Fact]
    public void A_state_is_taken_as_long_as_its_weak_subjectivity_period_lasts()
    {
        var state = CheckpointSamples.State;
        var (epoch, slots) = (state.Slot / state.Preset.SlotsPerEpoch, state.Preset.SlotsPerEpoch);
        var last = ((epoch + WeakSubjectivityPeriod.ComputeWeakSubjectivityPeriod(state) + 1) * slots) - 1;
        Gen.ULong[0, 4 * last].Sample(now =>
        {
            var refusal = CheckpointCheck.OfTime(state, now, isOldAllowed: false);
            var problem = now < state.Slot ? CheckpointProblem.InFuture : now > last ? CheckpointProblem.TooOld : (CheckpointProblem?)null;
            Assert.Equal(problem, refusal?.Problem);
            Assert.Equal(
                problem == CheckpointProblem.InFuture ? problem : null,
                CheckpointCheck.OfTime(state, now, isOldAllowed: true)?.Problem);
            if (problem == CheckpointProblem.TooOld)
            {
                Assert.Contains($"epoch {epoch} ", refusal!.Text, StringComparison.Ordinal);
                Assert.Contains($"epoch {now / slots}:", refusal.Text, StringComparison.Ordinal);
            }
        });
        Assert.Null(CheckpointCheck.OfTime(state, last, isOldAllowed: false));
        Assert.NotNull(CheckpointCheck.OfTime(state, last + 1, isOldAllowed: false));
    }

    private static BeaconState Of(Action<BeaconState> change) => CheckpointSamples.Changed(change);

    private static void Exit(BeaconState state)
    {
        for (var index = 0; index < state.Validators.Count; index++)
        {
            state.Validators[index] = state.Validators[index] with { ExitEpoch = 1 };
        }
    }
}
