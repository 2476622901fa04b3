using Akka.Actor;
using Consensoor.Actors.Signing;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Messages;
using Consensoor.Spec;
using Xunit;

namespace Consensoor.Actors.Tests.Signing;

/// <summary>The signing actor with keys that are elsewhere: protected as others are, waited for aside, answered once.</summary>
public sealed class RemoteSigningTests : PatientKit
{
    [Fact]
    public void A_slow_signer_holds_up_nobody_else()
    {
        using var protection = new InMemorySlashingProtection(SigningSamples.Chain);
        var elsewhere = new Elsewhere();
        var signing = Sys.ActorOf(SigningActor.Props(
            SigningSamples.Spec, new CompositeSigner(elsewhere, SigningSamples.Signer), protection));
        signing.Tell(new Sign(1, [Randao(0), Randao(1), SigningSamples.Attestation(1)]), TestActor);
        signing.Tell(new Sign(2, [Randao(1)]), TestActor);
        var local = ExpectMsg<Signed>();
        Assert.Equal(1UL, local.RequestId);
        Assert.Equal([1], local.Places!);
        Assert.NotNull(Assert.Single(local.Outcomes).Signature);
        var second = ExpectMsg<Signed>();
        Assert.Equal((2UL, null), (second.RequestId, second.Places));
        Assert.NotNull(Assert.Single(second.Outcomes).Signature);

        // The vote was written before the signer was asked for it.
        AwaitAssert(() => Assert.Equal(2, elsewhere.Asked.Count));
        Assert.Single(protection.Export().Data);
        foreach (var (asked, reason) in elsewhere.Asked.Zip((string[])["412", "500"]))
        {
            asked.Answer.SetResult(new SigningOutcome(null, reason));
            var late = ExpectMsg<Signed>();
            Assert.Equal((1UL, reason), (late.RequestId, Assert.Single(late.Outcomes).Refusal));
            Assert.Equal([reason == "412" ? 0 : 2], late.Places!);
        }
    }

    [Fact]
    public void What_a_signer_gives_for_a_key_that_was_removed_meanwhile_goes_to_nobody_and_is_in_its_history()
    {
        using var protection = new InMemorySlashingProtection(SigningSamples.Chain);
        var elsewhere = new Elsewhere();
        var signing = Sys.ActorOf(SigningActor.Props(SigningSamples.Spec, elsewhere, protection));
        signing.Tell(new Sign(1, [SigningSamples.Attestation(1)]), TestActor);
        AwaitAssert(() => Assert.Single(elsewhere.Asked));
        signing.Tell(new RemoveKeys([SigningSamples.Key]), TestActor);
        var removed = ExpectMsg<KeysRemoved>();
        Assert.Equal([SigningSamples.Key], removed.Removed);
        Assert.Single(removed.History!.Data.Single().Attestations);
        elsewhere.Asked[0].Answer.SetResult(new SigningOutcome(default(BLSSignature), null));
        Assert.Contains("was removed meanwhile", ExpectMsg<Signed>().Outcomes[0].Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void What_could_be_slashed_is_never_shown_to_the_signer()
    {
        using var protection = new InMemorySlashingProtection(SigningSamples.Chain);
        var elsewhere = new Elsewhere();
        var signing = Sys.ActorOf(SigningActor.Props(SigningSamples.Spec, elsewhere, protection));
        signing.Tell(new Sign(1, [SigningSamples.Attestation(1)]), TestActor);
        signing.Tell(new Sign(2, [SigningSamples.Attestation(2)]), TestActor);
        var refused = ExpectMsg<Signed>();
        Assert.Equal((2UL, null), (refused.RequestId, refused.Outcomes[0].Signature));
        Assert.Single(elsewhere.Asked);
    }

    [Fact]
    public void A_fault_of_the_signer_is_answered_too()
    {
        using var protection = new InMemorySlashingProtection(SigningSamples.Chain);
        var elsewhere = new Elsewhere();
        var signing = Sys.ActorOf(SigningActor.Props(SigningSamples.Spec, elsewhere, protection));
        signing.Tell(new Sign(1, [Randao(0)]), TestActor);
        AwaitAssert(() => Assert.Single(elsewhere.Asked));
        elsewhere.Asked[0].Answer.SetException(new InvalidOperationException("a fault"));
        Assert.Equal("signing failed", ExpectMsg<Signed>().Outcomes[0].Refusal);
        signing.Tell(new Sign(2, []), TestActor);
        Assert.Empty(ExpectMsg<Signed>().Outcomes);
    }

    private static ToSign.Other Randao(int key) => new(
        SigningSamples.Signer.Pubkeys[key],
        SigningSamples.RootOf(1),
        SigningSamples.DomainOf(Constants.DomainRandao),
        new SigningContent.RandaoReveal(0));

    private sealed class Elsewhere : IValidatorSigner
    {
        public List<(ToSign Message, TaskCompletionSource<SigningOutcome> Answer)> Asked { get; } = [];

        public IReadOnlyList<BLSPubkey> Pubkeys { get; } = [SigningSamples.Signer.Pubkeys[0]];

        public SigningAnswer Sign(ToSign message, Root signingRoot)
        {
            var answer = new TaskCompletionSource<SigningOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            Asked.Add((message, answer));
            return answer.Task;
        }
    }
}
