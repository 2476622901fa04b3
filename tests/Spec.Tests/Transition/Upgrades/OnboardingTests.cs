using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Tests.ForkChoice;
using Consensoor.Spec.Transition.Signatures;
using Consensoor.Spec.Transition.Upgrades;
using Xunit;

namespace Consensoor.Spec.Tests.Transition.Upgrades;

/// <summary>What the upgrade to gloas asks of signatures: the verifier it is given, and each deposit once.</summary>
public sealed class OnboardingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NoDepositIsVerifiedTwice(bool isValid)
    {
        var verifier = new CountingVerifier(isValid);
        var state = RandomStore.StateOf(ForkName.Gloas);
        var key = new BLSPubkey([.. Enumerable.Repeat((byte)7, 48)]);
        for (var i = 0; i < 40; i++)
        {
            state.PendingDeposits.Add(Deposit(key, prefix: 1, i));
            state.PendingDeposits.Add(Deposit(key, prefix: 0xb0, i));
        }

        ForkUpgrade.OnboardBuildersFromPendingDeposits(state, verifier);
        Assert.InRange(verifier.Asked, 1, isValid ? 1 : 80);

        // A key whose first deposit holds is a validator's, and all its deposits stay; else those with builder credentials are worth
        // nothing.
        Assert.Equal(isValid ? 80 : 40, state.PendingDeposits.Count);
        Assert.Empty(state.Builders);
    }

    [Fact]
    public void AnUpgradeAsksTheVerifierItIsGiven()
    {
        var pre = RandomStore.StateOf(ForkName.Fulu);
        pre.PendingDeposits.Add(Deposit(new BLSPubkey([.. Enumerable.Repeat((byte)9, 48)]), prefix: 0xb0, 0));
        var verifier = new CountingVerifier(isValid: true);
        var (post, refusal) = ForkUpgrade.Upgrade(pre, ForkName.Gloas, verifier);
        Assert.Null(refusal);
        Assert.Equal(1, verifier.Asked);
        Assert.Single(post!.Builders);
        Assert.Empty(post.PendingDeposits);
    }

    private static PendingDeposit Deposit(BLSPubkey key, byte prefix, int number)
    {
        var credentials = new byte[32];
        credentials[0] = prefix;
        return new PendingDeposit { Pubkey = key, WithdrawalCredentials = new(credentials), Amount = 1_000_000_000 + (ulong)number };
    }

    private sealed class CountingVerifier(bool isValid) : ISignatureVerifier
    {
        public int Asked { get; private set; }

        public bool Verify(ReadOnlySpan<BLSPubkey> pubkeys, Root signingRoot, BLSSignature signature) => isValid;

        public bool VerifyNow(BLSPubkey pubkey, Root signingRoot, BLSSignature signature)
        {
            Asked++;
            return isValid;
        }
    }
}
