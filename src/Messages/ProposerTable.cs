using System.Collections.Immutable;

namespace Consensoor.Messages;

/// <summary>
/// What is known of proposers, as of a moment: defaults, what the operator's file says of keys, what was set at run time and is kept, and
/// who gets the fees of validators that were prepared by index. The latter are of whoever signs elsewhere, and last some epochs.
/// </summary>
public sealed record ProposerTable
{
    /// <summary>A table in which nothing is said.</summary>
    public static ProposerTable Empty { get; } = new();

    /// <summary>What holds where nothing else is said.</summary>
    public ProposerDefaults Defaults { get; init; } = ProposerDefaults.Usual;

    /// <summary>What the operator's file says, which nobody changes at run time.</summary>
    public ImmutableDictionary<BLSPubkey, ProposerEntry> Given { get; init; } = ImmutableDictionary<BLSPubkey, ProposerEntry>.Empty;

    /// <summary>What was set at run time, and goes before the operator's file.</summary>
    public ImmutableDictionary<BLSPubkey, ProposerEntry> Kept { get; init; } = ImmutableDictionary<BLSPubkey, ProposerEntry>.Empty;

    /// <summary>Who gets the fees of a validator, up to and with an epoch.</summary>
    public ImmutableDictionary<ValidatorIndex, (ExecutionAddress FeeRecipient, Epoch Until)> Prepared { get; init; } =
        ImmutableDictionary<ValidatorIndex, (ExecutionAddress, Epoch)>.Empty;

    /// <summary>This client in graffiti; null where it has no code.</summary>
    public ClientCode? Own { get; init; }

    /// <summary>The execution layer in graffiti; null where it does not say who it is, or several stand behind it.</summary>
    public ClientCode? Execution { get; init; }

    /// <summary>True where builders are named that are to be asked over their API.</summary>
    public bool NamesBuilders => Defaults.Builders.Builders.Count > 0
        || Given.Values.Concat(Kept.Values).Any(static entry => entry.Builders?.Builders is { Count: > 0 });

    /// <summary>
    /// What holds for a key's block: what is said of the key before what was prepared by index, and that before defaults.
    /// </summary>
    public ProposerTerms Of(BLSPubkey pubkey, ValidatorIndex index, Epoch epoch) => new(
        EntryOf(pubkey).FeeRecipient
            ?? (Prepared.TryGetValue(index, out var prepared) && prepared.Until >= epoch ? prepared.FeeRecipient : Defaults.FeeRecipient),
        GasLimitOf(pubkey),
        GraffitiOf(pubkey),
        BuildersOf(pubkey));

    /// <summary>What is said of a key, by the operator's file and at run time.</summary>
    public ProposerEntry EntryOf(BLSPubkey pubkey)
    {
        var (given, kept) = (Given.GetValueOrDefault(pubkey), Kept.GetValueOrDefault(pubkey));
        return kept is null || given is null ? kept ?? given ?? ProposerEntry.None : new ProposerEntry(
            kept.FeeRecipient ?? given.FeeRecipient,
            kept.GasLimit ?? given.GasLimit,
            kept.Graffiti ?? given.Graffiti,
            kept.Builders ?? given.Builders);
    }

    /// <summary>Who gets the fees of a key's blocks, whatever was prepared by index.</summary>
    public ExecutionAddress FeeRecipientOf(BLSPubkey pubkey) => EntryOf(pubkey).FeeRecipient ?? Defaults.FeeRecipient;

    /// <summary>The gas limit that payloads of a key move towards.</summary>
    public ulong GasLimitOf(BLSPubkey pubkey) => EntryOf(pubkey).GasLimit ?? Defaults.GasLimit;

    /// <summary>The text of a key's graffiti, without codes.</summary>
    public string GraffitiTextOf(BLSPubkey pubkey) => EntryOf(pubkey).Graffiti ?? Defaults.Graffiti;

    /// <summary>What holds for builders of a key.</summary>
    public BuilderTerms BuildersOf(BLSPubkey pubkey)
    {
        var (said, general) = (EntryOf(pubkey).Builders ?? BuilderConfig.None, Defaults.Builders);
        var (least, factor) = (said.MinBid ?? general.MinBid, said.BoostFactor ?? general.BoostFactor);

        // The default builders follow what is said of the key, as its own do.
        IReadOnlyList<BuilderEndpoint> builders = said.Builders is { } own
            ? [.. own.Select(entry => new BuilderEndpoint(
                entry.Url,
                entry.Auth,
                entry.BuilderPubkeys,
                entry.MaxExecutionPayment ?? general.MaxExecutionPayment,
                entry.MinBid ?? least,
                entry.BoostFactor ?? factor))]
            : [.. general.Builders.Select(builder => builder with { MinBid = least, BoostFactor = factor })];
        return new BuilderTerms(said.IsEnabled ?? general.IsEnabled, least, factor, builders)
        {
            MaxExecutionPayment = general.MaxExecutionPayment,
        };
    }

    private Spec.Ssz.Bytes32 GraffitiOf(BLSPubkey pubkey)
    {
        var text = GraffitiTextOf(pubkey);
        return Own is { } own && Defaults.HasClientCodes
            ? BlockGraffiti.Of(text, own, Execution)
            : BlockGraffiti.TryText(text, out var alone) ? alone : default;
    }
}
