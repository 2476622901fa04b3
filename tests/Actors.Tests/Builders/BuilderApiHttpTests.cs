using System.Text;
using System.Text.Json;
using Akka.Actor;
using Consensoor.Actors.Builders;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Signing;
using Consensoor.Interop.Builders;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Tests.Builders;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Actors.Tests.Builders;

/// <summary>
/// A builder over a socket, judged by the definition of the builder API where that is beside the checkout: it is asked with a signature of
/// the production signing, which it verifies, and given the block.
/// </summary>
public sealed class BuilderApiHttpTests() : PatientKit(NodeConfig.Layered())
{
    private static readonly ProposalBase Base = BuilderStates.BaseWith();
    private static readonly int Proposer = (int)Accessors.GetBeaconProposerIndex(Base.State);

    [Fact]
    public async Task ABuilderVerifiesWhoAsksItBidsAndIsGivenTheBlock()
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Base.State.Spec, TimeProvider.System);
        using var protection = new InMemorySlashingProtection(Base.State.GenesisValidatorsRoot);
        var signer = new LocalSigner(ManagedBls.Shared, InteropGenesis.SecretKeys(0, 64));
        var signing = Sys.ActorOf(SigningActor.Props(Base.State.Spec, signer, protection));
        var actor = Sys.ActorOf(BuilderApiActor.Props(client, Base.State.Spec, ManagedBls.Shared, signing));
        stub.Response = StubBuilder.Says(200, Written(Bid()));
        var endpoint = new BuilderEndpoint(stub.Url, ByteList.Create("127.0.0.1"u8), [], 0, 0, 100);
        var pubkey = Base.State.Validators[Proposer].Pubkey;
        actor.Tell(
            new AskBuilders(3, Base, pubkey, 60_000_000, [endpoint], Sys.Scheduler.Now + TimeSpan.FromMinutes(5)), TestActor);
        var bids = ExpectMsg<BidsOfBuilders>();
        Assert.Empty(stub.Findings);
        Assert.Empty(bids.Silent);
        var offer = Assert.Single(bids.Offered);
        Assert.Equal((Bid(), (object?)null), (offer.Bid, offer.Refusal));
        Assert.True(stub.Requests.TryDequeue(out var asked));
        SszFailure failure = default;
        Assert.True(SignedBuilderRequestAuth.TryReadJson(asked.Body, Base.State.Ssz, out var auth, ref failure));
        var domain = Misc.ComputeDomain(Base.State.Config, DomainType.Parse("0x0B000001"));
        Assert.True(ManagedBls.Shared.Verify(
            pubkey, Misc.ComputeSigningRoot(auth.Message, domain, Base.State.Ssz).AsSpan(), auth.Signature));
        Assert.EndsWith($"/{pubkey}", asked.Path, StringComparison.Ordinal);

        Sys.EventStream.Subscribe(TestActor, typeof(BlockGivenToBuilder));
        stub.Response = StubBuilder.Says(202, "");
        var block = SignedBeaconBlock.Default(Base.State.Ssz);
        block = block with { Message = block.Message with { Slot = Base.Slot } };
        actor.Tell(new GiveToBuilder(stub.Url, block));
        Assert.Equal(new BlockGivenToBuilder(stub.Url, Base.Slot, null), ExpectMsg<BlockGivenToBuilder>());
        Assert.Empty(stub.Findings);
        Assert.True(stub.Requests.TryDequeue(out var given));
        Assert.Equal("/eth/v1/builder/beacon_blocks", given.Path);
        Assert.True(SignedBeaconBlock.TryReadJson(given.Body, Base.State.Ssz, out var received, ref failure));
        Assert.Equal(block.Message.HashTreeRoot(Base.State.Ssz), received.Message.HashTreeRoot(Base.State.Ssz));
    }

    private static SignedExecutionPayloadBid Bid()
    {
        var (bid, _) = BidMaking.Make(
            Base, BuilderStates.Built(Base), BuilderStates.BuilderOf(Base), BuilderStates.Preferences(Base), 9);
        return new SignedExecutionPayloadBid
        {
            Message = bid!,
            Signature = Building.GetExecutionPayloadBidSignature(
                Base.State, bid!, static root => ManagedBls.Shared.Sign(BuilderStates.Secret, root.AsSpan())!.Value),
        };
    }

    private static string Written(SignedExecutionPayloadBid bid)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("version", "gloas");
            json.WritePropertyName("data");
            bid.WriteJson(json, Base.State.Ssz);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
