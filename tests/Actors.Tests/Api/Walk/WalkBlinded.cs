using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Actors.Scenarios;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>
/// Makes a block of electra or fulu with a builder's header, for a proposer whose keys are nobody's: it is registered with the builder,
/// asks for a block, and gives the blinded one back with its signature.
/// </summary>
internal static class WalkBlinded
{
    private const string Register = "/eth/v1/validator/register_validator", Blocks = "/eth/v2/beacon/blinded_blocks";
    private const ulong GasLimit = 60_000_000;

    public static IEnumerable<WalkDeed> Of(WalkChain chain)
    {
        var (_, production) = WalkDuties.ToProduce(chain);
        var state = chain.View.StateAt(chain.Slot)!;
        var proposer = Accessors.GetBeaconProposerIndex(state);
        var registration = new ValidatorRegistrationV1
        {
            FeeRecipient = InteropGenesis.AddressOf((int)proposer),
            GasLimit = GasLimit,
            Timestamp = (ulong)chain.Context.Now().ToUnixTimeSeconds(),
            Pubkey = state.Validators[(int)proposer].Pubkey,
        };
        var root = Misc.ComputeSigningRoot(registration, BuilderBid.DomainOf(state.Config), state.Ssz);
        chain.Builder.Served = registration.Pubkey;
        yield return new WalkDeed(
            $"POST {Register}",
            new WalkRequest("POST", Register).WithJson(ApiBodies.Json(
                new SignedValidatorRegistrationV1 { Message = registration, Signature = WalkKeys.SignerOf(proposer)(root) },
                state.Ssz).AsList()),
            "the builder has it",
            () => chain.RunUntil(() => chain.Builder.IsRegistered));

        var produced = chain.Send(production);
        chain.Builder.Served = null;
        if (produced.Header("Eth-Execution-Payload-Blinded") != "true")
        {
            throw new InvalidOperationException($"the block of slot {chain.Slot} takes no header: {produced.Status} {produced.Text}");
        }

        using var json = JsonDocument.Parse(produced.Text);
        SszFailure failure = default;
        if (!BlindedBeaconBlock.TryReadJson(json.RootElement.GetProperty("data"), state.Ssz, out var block, ref failure))
        {
            throw new InvalidOperationException($"no blinded block: {failure.ToError()}");
        }

        var domain = Accessors.GetDomain(state, Constants.DomainBeaconProposer, Accessors.GetCurrentEpoch(state));
        var signed = new SignedBlindedBeaconBlock
        {
            Message = block,
            Signature = WalkKeys.SignerOf(proposer)(Misc.ComputeSigningRoot(block, domain, state.Ssz)),
        };
        yield return new WalkDeed(
            $"POST {Blocks}",
            new WalkRequest("POST", Blocks).With(ApiResponse.VersionHeader, state.ForkName.Text())
                .WithJson(ApiBodies.Json(signed, state.Ssz)),
            "the block is imported, with the builder's payload",
            () => chain.RunUntil(() => chain.View.Lookup(block.HashTreeRoot(state.Ssz)) is { Block: { } known }
                && known.Message.Body.ExecutionPayload!.FeeRecipient == SimulatedRelay.FeeRecipient));
    }
}
