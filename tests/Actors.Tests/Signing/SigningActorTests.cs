using Akka.Actor;
using Consensoor.Actors.Signing;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Actors.Tests.Signing;

public sealed class SigningActorTests : PatientKit
{
    [Fact]
    public void WhatMayBeSignedIsSignedAndWhatCouldBeSlashedIsRefusedInOneRequest()
    {
        using var protection = new InMemorySlashingProtection(SigningSamples.Chain);
        var signing = Start(protection);
        var signed = Ask(
            signing,
            SigningSamples.Attestation(1),
            SigningSamples.Attestation(2),
            SigningSamples.Attestation(1, key: 1),
            SigningSamples.Block(1));
        Assert.Equal([true, false, true, true], signed.Outcomes.Select(static outcome => outcome.Signature is not null));
        Assert.Contains("target 2", signed.Outcomes[1].Refusal, StringComparison.Ordinal);
        var vote = (ToSign.Attestation)SigningSamples.Attestation(1);
        var root = Misc.ComputeSigningRoot(vote.Data, vote.Domain, SigningSamples.Spec.Ssz(default));
        Assert.True(ManagedBls.Shared.Verify(SigningSamples.Key, root.AsSpan(), signed.Outcomes[0].Signature!.Value));
    }

    [Fact]
    public void AMessageOfAnotherKindIsNotSignedInTheDomainOfWhatCouldBeSlashed()
    {
        using var protection = new InMemorySlashingProtection(SigningSamples.Chain);
        var block = (ToSign.Block)SigningSamples.Block(1);
        var vote = (ToSign.Attestation)SigningSamples.Attestation(1);
        var other = new ToSign.Other(SigningSamples.Key, SigningSamples.RootOf(1), SigningSamples.DomainOf(Constants.DomainRandao));
        var signed = Ask(
            Start(protection),
            other,
            other with { Domain = block.Domain },
            other with { Domain = vote.Domain },
            block with { Domain = other.Domain },
            vote with { Domain = block.Domain },
            other with { Pubkey = new BLSPubkey(new byte[48]) });
        Assert.Equal([true, false, false, false, false, false], signed.Outcomes.Select(static outcome => outcome.Signature is not null));
        Assert.Empty(protection.Export().Data);
    }

    [Fact]
    public void WhereTheDiskFailsNothingIsSignedAndTheAskerHearsWhy()
    {
        var signing = Start(new FullDisk());
        var other = new ToSign.Other(SigningSamples.Key, SigningSamples.RootOf(1), SigningSamples.DomainOf(Constants.DomainRandao));
        var signed = Ask(signing, SigningSamples.Block(1), other);
        Assert.Contains("no space", signed.Outcomes[0].Refusal, StringComparison.Ordinal);
        Assert.Null(signed.Outcomes[0].Signature);
        Assert.NotNull(signed.Outcomes[1].Signature);
    }

    private Signed Ask(IActorRef signing, params ToSign[] messages)
    {
        signing.Tell(new Sign(7, messages), TestActor);
        var signed = ExpectMsg<Signed>(TimeSpan.FromSeconds(30));
        Assert.Equal(7UL, signed.RequestId);
        return signed;
    }

    private IActorRef Start(ISlashingProtection protection) =>
        Sys.ActorOf(SigningActor.Props(SigningSamples.Spec, SigningSamples.Signer, protection));

    private sealed class FullDisk : ISlashingProtection
    {
        public IReadOnlyList<string?> Note(IReadOnlyList<SlashableMessage> messages) =>
            throw new SlashingProtectionException("no space left on device");

        public ImportCount Import(Interchange interchange) => throw new NotSupportedException();

        public Interchange Export(IReadOnlySet<BLSPubkey>? of = null) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
