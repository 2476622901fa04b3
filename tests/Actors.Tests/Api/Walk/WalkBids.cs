using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Actors.Builders;
using Consensoor.Actors.Cli.Operations;
using Consensoor.Actors.Production;
using Consensoor.Interop.Builders;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>
/// Plays a builder of gloas and a proposer whose keys are nobody's: the proposer says what it prefers, to the network and to builders, and
/// its block takes the builder's bid.
/// </summary>
internal static class WalkBids
{
    private const int Key = WalkChain.Validators;
    private const Gwei Deposit = 100_000_000_000, Value = 1_000_000;
    private const string Preferences = "/eth/v1/validator/proposer_preferences", Bids = "/eth/v1/beacon/execution_payload_bids";
    private const string ToBuilders = "/eth/v1/validator/builder_preferences", Url = "http://builder.test";

    /// <summary>Has the builder deposited in the first slots of gloas, until the chain has it.</summary>
    public static void Register(WalkChain chain)
    {
        var first = chain.Spec.Config.GloasForkEpoch * chain.Spec.Preset.SlotsPerEpoch;
        var slot = Math.Max(first, chain.Slot + 1);
        for (chain.RunTo(slot, 0.1); chain.View.HeadState is not { Builders.Count: > 0 }; chain.RunTo(++slot, 0.1))
        {
            var requests = ExecutionRequests.Default(chain.Spec.Ssz(chain.Fork)) with { BuilderDeposits = [Request(chain)] };
            if (slot > first + chain.Spec.Preset.SlotsPerEpoch || !chain.Node.Mempool.SubmitRequests(requests))
            {
                throw new InvalidOperationException($"no block took the builder's deposit until slot {slot}");
            }
        }
    }

    public static IEnumerable<WalkDeed> Of(WalkChain chain)
    {
        var (proposal, proposer) = ToPrefer(chain);
        var (slot, state) = (proposal.Slot, proposal.State);
        var (version, pubkey) = (state.ForkName.Text(), state.Validators[(int)proposer].Pubkey);
        var auth = new BuilderRequestAuth { Data = ByteList.Create("agreed"u8), Slot = slot };
        var entry = $$"""
            {
              "proposer_pubkey":"{{pubkey}}","url":"{{Url}}","max_execution_payment":"7","auth":{{ApiBodies.Json(
                  new SignedBuilderRequestAuth
                  {
                      Message = auth,
                      Signature = WalkKeys.SignerOf(proposer)(
                          Misc.ComputeSigningRoot(auth, BuilderRequestAuth.DomainOf(state.Config), state.Ssz)),
                  },
                  state.Ssz)}}
            }
            """;
        yield return new WalkDeed(
            $"POST {ToBuilders}", Post(ToBuilders, version, entry.AsList()), "the builder has them",
            () => chain.Builder.Preferences.Any(told => told.Proposer == pubkey && told.Request.Auth.Message.Slot == slot
                && told.Request.Preferences.MaxExecutionPayment == 7));

        // Who is paid is what the node says of proposers of whom it was told nothing.
        var preferences = Proposing.GetSignedProposerPreferences(
            state,
            BidBase.DependentRoot(chain.View, slot),
            slot,
            proposer,
            default,
            state.LatestExecutionPayloadBid.GasLimit,
            WalkKeys.SignerOf(proposer));
        yield return new WalkDeed(
            $"POST {Preferences}", Post(Preferences, version, ApiBodies.Json(preferences, state.Ssz).AsList()), "they are known",
            () => WalkOperations.Lists(chain, $"/eth/v1/beacon/proposer_preferences?slot={slot}", item =>
                item.GetProperty("message").GetProperty("validator_index").GetString() == $"{proposer}"));

        var signed = Bid(proposal, preferences.Message);
        yield return new WalkDeed(
            $"POST {Bids}", Post(Bids, version, ApiBodies.Json(signed, state.Ssz)), "the proposer's block takes it",
            () => Takes(chain, slot, signed));
    }

    // To the end of a slot after which it is the turn of somebody whose keys are nobody's, by the base of a block then.
    private static (ProposalBase Base, ValidatorIndex Proposer) ToPrefer(WalkChain chain)
    {
        for (var slot = chain.Slot + 1; ; slot++)
        {
            chain.RunTo(slot, 5.4);
            if (BidBase.Of(chain.View, slot + 1, isDue: true).Value is { } proposal
                && Accessors.GetBeaconProposerIndex(proposal.State) is >= WalkChain.Online and var proposer)
            {
                return (proposal, proposer);
            }
        }
    }

    // For a payload that nobody ever shows: no block with it is published.
    private static SignedExecutionPayloadBid Bid(ProposalBase proposal, ProposerPreferences preferences)
    {
        var state = proposal.State;
        var bid = new ExecutionPayloadBid
        {
            ParentBlockHash = BlockAssembler.ExecutionParent(proposal)!.Value,
            ParentBlockRoot = proposal.ParentRoot,
            BlockHash = new Hash32([.. Enumerable.Repeat((byte)9, 32)]),
            PrevRandao = Accessors.GetRandaoMix(state, Accessors.GetCurrentEpoch(state)),
            FeeRecipient = preferences.FeeRecipient,
            GasLimit = preferences.TargetGasLimit,
            Slot = proposal.Slot,
            Value = Value,
            ExecutionRequestsRoot = ExecutionRequests.Default(state.Ssz).HashTreeRoot(state.Ssz),
        };
        return new SignedExecutionPayloadBid
        {
            Message = bid,
            Signature = Building.GetExecutionPayloadBidSignature(state, bid, WalkKeys.SignerOf(Key)),
        };
    }

    private static bool Takes(WalkChain chain, Slot slot, SignedExecutionPayloadBid signed)
    {
        chain.RunTo(slot, 0.1);
        var produced = chain.Send(WalkDuties.ToProduceNow(chain, ulong.MaxValue).Request);
        using var json = JsonDocument.Parse(produced.Text);
        return (produced.IsGood && json.RootElement.GetProperty("data").GetProperty("body").GetProperty("signed_execution_payload_bid")
                .GetProperty("signature").GetString() == $"{signed.Signature}")
            ? true
            : throw new InvalidOperationException(
                $"{produced.Status}: {chain.Send(new WalkRequest("GET", $"/consensoor/v1/proposals/{slot}/why")).Text}");
    }

    private static BuilderDepositRequest Request(WalkChain chain)
    {
        var message = new DepositMessage
        {
            Pubkey = WalkKeys.PubkeyOf(Key),
            WithdrawalCredentials = ValidatorOperations.Credentials(Constants.BuilderWithdrawalPrefix, InteropGenesis.AddressOf(Key)),
            Amount = Deposit,
        };
        var domain = Misc.ComputeDomain(chain.Spec.Config, Constants.DomainBuilderDeposit);
        return new BuilderDepositRequest
        {
            Pubkey = message.Pubkey,
            WithdrawalCredentials = message.WithdrawalCredentials,
            Amount = Deposit,
            Signature = WalkKeys.SignerOf(Key)(Misc.ComputeSigningRoot(message, domain, chain.Spec.Ssz(chain.Fork))),
        };
    }

    private static WalkRequest Post(string path, string version, string body) =>
        new WalkRequest("POST", path).With(ApiResponse.VersionHeader, version).WithJson(body);
}
