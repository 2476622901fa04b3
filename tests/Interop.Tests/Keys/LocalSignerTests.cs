using Consensoor.Interop.Keys;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Interop.Tests.Keys;

/// <summary>Keys of the process are gone when they are forgotten, each by itself.</summary>
public sealed class LocalSignerTests
{
    [Fact]
    public void AForgottenKeyIsZeroedAndRefusedAndTheOthersSign()
    {
        var (one, other) = (KeystoreSamples.Secret(1), KeystoreSamples.Secret(2));
        using var signer = new LocalSigner(
            ManagedBls.Shared, [(KeystoreSamples.Pubkey(1), one), (KeystoreSamples.Pubkey(2), other)]);
        signer.Forget(KeystoreSamples.Pubkey(1));
        Assert.Throws<ObjectDisposedException>(() => one.Reveal());
        Assert.Contains("is not here", Sign(signer, 1).Refusal, StringComparison.Ordinal);
        Assert.NotNull(Sign(signer, 2).Signature);
        Assert.False(signer.IsIdle);
        signer.Forget(KeystoreSamples.Pubkey(2));
        Assert.True(signer.IsIdle);
    }

    [Fact]
    public void AKeyThatIsGivenTwiceIsHeldOnceAndItsOtherCopyZeroed()
    {
        var (one, copy) = (KeystoreSamples.Secret(1), KeystoreSamples.Secret(1));
        using var signer = new LocalSigner(
            ManagedBls.Shared,
            [(KeystoreSamples.Pubkey(1), one), (KeystoreSamples.Pubkey(1), copy), (KeystoreSamples.Pubkey(1), one)]);
        Assert.Throws<ObjectDisposedException>(() => copy.Reveal());
        Assert.Equal(KeystoreSamples.Pubkey(1), Assert.Single(signer.Pubkeys));
        Assert.NotNull(Sign(signer, 1).Signature);
    }

    private static SigningOutcome Sign(LocalSigner signer, int key)
    {
        var domain = Misc.ComputeDomain(ChainConfig.Minimal, Constants.DomainRandao);
        return signer.Sign(new ToSign.Other(KeystoreSamples.Pubkey(key), default, domain), default).Now!;
    }
}
