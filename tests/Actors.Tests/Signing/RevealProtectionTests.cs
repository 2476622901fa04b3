using Akka.Actor;
using Consensoor.Actors.Signing;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Signing;

/// <summary>A builder shows one payload in a slot, whatever it is asked to sign and in whatever order.</summary>
public sealed class RevealProtectionTests : PatientKit
{
    private static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal with
    {
        AltairForkEpoch = 0,
        BellatrixForkEpoch = 0,
        CapellaForkEpoch = 0,
        DenebForkEpoch = 0,
        ElectraForkEpoch = 0,
        FuluForkEpoch = 0,
        GloasForkEpoch = 0,
    });

    [Fact]
    public void NoTwoEnvelopesOfASlotAreSigned() => Gen.Select(Gen.Byte[0, 3], Gen.ULong[1, 4]).List[1, 12].Sample(
        all =>
        {
            using var protection = new InMemorySlashingProtection(SigningSamples.Chain);
            var signing = Sys.ActorOf(SigningActor.Props(Spec, SigningSamples.Signer, protection));
            var shown = new Dictionary<Slot, byte>();
            foreach (var (number, slot) in all)
            {
                var isSigned = Ask(signing, Envelope(number, slot, builder: 3)).Outcomes[0].Signature is not null;
                Assert.False(isSigned && shown.TryGetValue(slot, out var other) && other != number);
                if (isSigned)
                {
                    shown[slot] = number;
                }
            }

            Assert.Contains(shown, first => first.Key == all[0].Item2 && first.Value == all[0].Item1);
            Assert.Equal(shown.Count, protection.Export().Data.Sum(static key => key.Blocks.Count));
            Sys.Stop(signing);
        },
        iter: 20,
        threads: 1);

    [Fact]
    public void AProposerThatBuildsForItselfIsProtectedByItsBlock()
    {
        using var protection = new InMemorySlashingProtection(SigningSamples.Chain);
        var signing = Sys.ActorOf(SigningActor.Props(Spec, SigningSamples.Signer, protection));
        var signed = Ask(signing, Envelope(1, 4, Constants.BuilderIndexSelfBuild), Envelope(2, 4, Constants.BuilderIndexSelfBuild));
        Assert.All(signed.Outcomes, static outcome => Assert.NotNull(outcome.Signature));
        Assert.Empty(protection.Export().Data);
    }

    [Fact]
    public void WhatSaysItIsSomethingElseIsNotSigned()
    {
        using var protection = new InMemorySlashingProtection(SigningSamples.Chain);
        var signing = Sys.ActorOf(SigningActor.Props(Spec, SigningSamples.Signer, protection));
        var envelope = Envelope(1, 4, builder: 3);
        var bid = new ExecutionPayloadBid { Slot = 4 };
        var signed = Ask(
            signing,
            envelope with { Content = null },
            envelope with { Content = new SigningContent.Bid(0, bid) },
            envelope with { Content = ((ToSign.Other)Envelope(2, 4, builder: 3)).Content },
            envelope with { ObjectRoot = bid.HashTreeRoot(Spec.Ssz(ForkName.Gloas)), Content = new SigningContent.Bid(0, bid) });
        Assert.Equal([false, false, false, true], signed.Outcomes.Select(static outcome => outcome.Signature is not null));
        Assert.Empty(protection.Export().Data);
    }

    private Signed Ask(IActorRef signing, params ToSign[] messages)
    {
        signing.Tell(new Sign(7, messages), TestActor);
        return ExpectMsg<Signed>(TimeSpan.FromSeconds(30));
    }

    private static ToSign.Other Envelope(byte number, Slot slot, BuilderIndex builder)
    {
        var context = Spec.Ssz(ForkName.Gloas);
        var envelope = new ExecutionPayloadEnvelope
        {
            Payload = ExecutionPayload.Default(context) with { SlotNumber = slot, BlockHash = SigningSamples.RootOf(number) },
            ExecutionRequests = ExecutionRequests.Default(context),
            BuilderIndex = builder,
        };
        return new ToSign.Other(
            SigningSamples.Key,
            envelope.HashTreeRoot(context),
            SigningSamples.DomainOf(Constants.DomainBeaconBuilder),
            new SigningContent.Envelope(0, envelope));
    }
}
