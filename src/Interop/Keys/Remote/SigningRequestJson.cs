using System.Buffers;
using System.Text.Json;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Interop.Keys.Remote;

/// <summary>
/// Writes what a signer elsewhere is asked (`remote-signing-api` and web3signer, `POST /api/v1/eth2/sign/KEY`): the type, the fork, the
/// signing root and the message itself, by which the signer computes the root anew.
/// </summary>
internal static class SigningRequestJson
{
    private static readonly JsonWriterOptions Fast = new() { SkipValidation = true };

    /// <summary>Writes a request; false for a message without content, which no signer elsewhere takes.</summary>
    public static bool TryWrite(IBufferWriter<byte> to, ToSign message, Root signingRoot, ChainSpec spec, Root genesisValidatorsRoot)
    {
        if (TypeOf(message, spec) is not var (type, epoch))
        {
            return false;
        }

        using var json = new Utf8JsonWriter(to, Fast);
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("signingRoot"u8, signingRoot.ToString());

        // What is signed under the genesis version belongs to no fork.
        if (message is not ToSign.Other
            {
                Content: SigningContent.Deposit or SigningContent.Registration or SigningContent.BuilderRequest,
            })
        {
            WriteFork(json, spec, IsForEver(message, spec, genesisValidatorsRoot) ? null : epoch, genesisValidatorsRoot);
        }

        switch (message)
        {
            case ToSign.Block block:
                WriteBlock(json, spec, block);
                break;
            case ToSign.Attestation vote:
                json.WritePropertyName("attestation"u8);
                vote.Data.WriteJson(json, spec.Ssz(spec.ForkAt(epoch)));
                break;
            case ToSign.Other { Content: { } content }:
                WriteContent(json, spec, content);
                break;
            default:
                break;
        }

        json.WriteEndObject();
        return true;
    }

    private static (string Type, Epoch Epoch)? TypeOf(ToSign message, ChainSpec spec) => message switch
    {
        ToSign.Block block => ("BLOCK_V2", block.Header.Slot / spec.Preset.SlotsPerEpoch),
        ToSign.Attestation vote => ("ATTESTATION", vote.Data.Target.Epoch),
        ToSign.Other { Content: { } content } => (TypeOf(content), content.Epoch),
        _ => null,
    };

    private static string TypeOf(SigningContent content) => content switch
    {
        SigningContent.RandaoReveal => "RANDAO_REVEAL",
        SigningContent.AggregationSlot => "AGGREGATION_SLOT",
        SigningContent.Aggregate => "AGGREGATE_AND_PROOF_V2",
        SigningContent.SyncCommitteeHead => "SYNC_COMMITTEE_MESSAGE",
        SigningContent.SyncCommitteeSelection => "SYNC_COMMITTEE_SELECTION_PROOF",
        SigningContent.Contribution => "SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF",
        SigningContent.PayloadVote => "PAYLOAD_ATTESTATION_MESSAGE",
        SigningContent.Bid => "EXECUTION_PAYLOAD_BID",
        SigningContent.Envelope => "EXECUTION_PAYLOAD_ENVELOPE",
        SigningContent.Preferences => "PROPOSER_PREFERENCES",
        SigningContent.Exit => "VOLUNTARY_EXIT",
        SigningContent.Deposit => "DEPOSIT",
        SigningContent.Registration => "VALIDATOR_REGISTRATION",
        SigningContent.BuilderRequest => "BUILDER_REQUEST_AUTH",
        _ => throw new ArgumentOutOfRangeException(nameof(content)),
    };

    // From deneb on an exit holds under capella's version for ever, of whatever epoch it is (EIP-7044).
    private static bool IsForEver(ToSign message, ChainSpec spec, Root genesisValidatorsRoot) =>
        message is ToSign.Other { Content: SigningContent.Exit }
        && message.Domain == Misc.ComputeDomain(Constants.DomainVoluntaryExit, spec.Config.CapellaForkVersion, genesisValidatorsRoot);

    // The fork as a state has it in the epoch; without one, capella alone.
    private static void WriteFork(Utf8JsonWriter json, ChainSpec spec, Epoch? epoch, Root genesisValidatorsRoot)
    {
        var fork = epoch is { } at ? spec.ForkAt(at) : ForkName.Capella;
        var previous = epoch is null || spec.ForkEpoch(fork) == 0 || fork == ForkName.Phase0 ? fork : fork - 1;
        json.WriteStartObject("fork_info"u8);
        json.WritePropertyName("fork"u8);
        new Fork
        {
            PreviousVersion = spec.ForkVersion(previous),
            CurrentVersion = spec.ForkVersion(fork),
            Epoch = spec.ForkEpoch(fork),
        }.WriteJson(json, spec.Ssz(fork));
        json.WriteString("genesis_validators_root"u8, genesisValidatorsRoot.ToString());
        json.WriteEndObject();
    }

    // Blocks from before bellatrix are shown whole, later ones by their header.
    private static void WriteBlock(Utf8JsonWriter json, ChainSpec spec, ToSign.Block block)
    {
        var fork = spec.ForkAtSlot(block.Header.Slot);
        json.WriteStartObject("beacon_block"u8);
        json.WriteString("version"u8, VersionOf(fork));
        if (fork < ForkName.Bellatrix && block.Whole is { } whole)
        {
            json.WritePropertyName("block"u8);
            whole.WriteJson(json, spec.Ssz(fork));
        }
        else
        {
            json.WritePropertyName("block_header"u8);
            block.Header.WriteJson(json, spec.Ssz(fork));
        }

        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, ChainSpec spec, SigningContent content)
    {
        var fork = spec.ForkAt(content.Epoch);
        var ssz = spec.Ssz(fork);
        switch (content)
        {
            case SigningContent.RandaoReveal reveal:
                Numbers(json, "randao_reveal", ("epoch", reveal.Epoch));
                break;
            case SigningContent.AggregationSlot selection:
                Numbers(json, "aggregation_slot", ("slot", selection.Slot));
                break;
            case SigningContent.Aggregate aggregate:
                Versioned(json, "aggregate_and_proof", fork, aggregate.Message, ssz);
                break;
            case SigningContent.SyncCommitteeHead head:
                json.WriteStartObject("sync_committee_message"u8);
                json.WriteString("beacon_block_root"u8, head.BlockRoot.ToString());
                json.WriteString("slot"u8, Text(head.Slot));
                json.WriteEndObject();
                break;
            case SigningContent.SyncCommitteeSelection selection:
                Plain(json, "sync_aggregator_selection_data", selection.Data, ssz);
                break;
            case SigningContent.Contribution contribution:
                Plain(json, "contribution_and_proof", contribution.Message, ssz);
                break;
            case SigningContent.PayloadVote vote:
                Versioned(json, "payload_attestation_message", fork, vote.Data, ssz);
                break;
            case SigningContent.Bid bid:
                Versioned(json, "execution_payload_bid", fork, bid.Message, ssz);
                break;
            case SigningContent.Envelope envelope:
                Versioned(json, "execution_payload_envelope", fork, envelope.Message, ssz);
                break;
            case SigningContent.Preferences preferences:
                Versioned(json, "proposer_preferences", fork, preferences.Message, ssz);
                break;
            case SigningContent.Exit exit:
                Plain(json, "voluntary_exit", exit.Message, ssz);
                break;
            case SigningContent.Deposit { Message: var deposit }:
                json.WriteStartObject("deposit"u8);
                json.WriteString("pubkey"u8, deposit.Pubkey.ToString());
                json.WriteString("withdrawal_credentials"u8, deposit.WithdrawalCredentials.ToString());
                json.WriteString("amount"u8, Text(deposit.Amount));
                json.WriteString("genesis_fork_version"u8, spec.ForkVersion(ForkName.Phase0).ToString());
                json.WriteEndObject();
                break;
            case SigningContent.Registration registration:
                json.WriteStartObject("validator_registration"u8);
                json.WriteString("fee_recipient"u8, registration.FeeRecipient.ToString());
                json.WriteString("gas_limit"u8, Text(registration.GasLimit));
                json.WriteString("timestamp"u8, Text(registration.Timestamp));
                json.WriteString("pubkey"u8, registration.Pubkey.ToString());
                json.WriteEndObject();
                break;
            case SigningContent.BuilderRequest question:
                json.WriteStartObject("builder_request_auth"u8);
                json.WriteString("version"u8, VersionOf(fork));
                json.WriteStartObject("data"u8);
                json.WriteString("data"u8, question.Data.ToString());
                json.WriteString("slot"u8, Text(question.Slot));
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(content));
        }
    }

    private static void Plain<T>(Utf8JsonWriter json, string name, T message, SszContext context)
        where T : ISszType<T>
    {
        json.WritePropertyName(name);
        message.WriteJson(json, context);
    }

    private static void Versioned<T>(Utf8JsonWriter json, string name, ForkName fork, T message, SszContext context)
        where T : ISszType<T>
    {
        json.WriteStartObject(name);
        json.WriteString("version"u8, VersionOf(fork));
        Plain(json, "data", message, context);
        json.WriteEndObject();
    }

    private static void Numbers(Utf8JsonWriter json, string name, (string Name, ulong Value) member)
    {
        json.WriteStartObject(name);
        json.WriteString(member.Name, Text(member.Value));
        json.WriteEndObject();
    }

    private static string VersionOf(ForkName fork) => fork.Text().ToUpperInvariant();

    private static string Text(ulong number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
