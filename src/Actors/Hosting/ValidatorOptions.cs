using System.Collections.Immutable;
using System.Globalization;
using Akka.Configuration;
using Consensoor.Actors.Cli;
using Consensoor.Interop.Keys.Proposers;
using Consensoor.Messages;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// Holds what the operator says of payloads and blocks built here: `consensoor.validators` in HOCON, and the file of settings by key that
/// it names.
/// </summary>
public sealed record ValidatorOptions(ProposerDefaults Defaults, string ProposersFile)
{
    /// <summary>The largest gas limit that is taken; execution layers count gas in signed 64-bit numbers.</summary>
    public const ulong MaxGasLimit = ProposerJson.MaxGasLimit;

    internal const string FeeRecipientPath = "consensoor.validators.fee-recipient";
    internal const string GraffitiPath = "consensoor.validators.graffiti";
    internal const string TargetGasLimitPath = "consensoor.validators.target-gas-limit";
    internal const string ProposersFilePath = "consensoor.validators.proposers-file";

    // What each block says where the operator has no text of his own.
    private const string DefaultGraffiti = "Consensoor.Actors";

    private const string Consensoor = "consensoor.";
    private const string BuilderUrls = "validators.builder.urls";

    /// <summary>Reads the settings from `consensoor` of a configuration; throws ConfigurationException for one that is none.</summary>
    public static ValidatorOptions From(Config consensoor)
    {
        string Text(string path) => consensoor.GetString(path[Consensoor.Length..]) ?? "";
        var (recipient, graffiti, limit) = (Text(FeeRecipientPath), Text(GraffitiPath), Text(TargetGasLimitPath));
        if (!TryFeeRecipient(recipient, out var address))
        {
            throw new ConfigurationException($"{FeeRecipientPath}: '{recipient}' is not an address of 20 bytes in 0x hex");
        }

        if (!BlockGraffiti.TryText(graffiti, out _))
        {
            throw new ConfigurationException($"{GraffitiPath}: '{graffiti}' is longer than {BlockGraffiti.Length} bytes in UTF-8");
        }

        if (!ulong.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var gas) || gas is 0 or > MaxGasLimit)
        {
            throw new ConfigurationException($"{TargetGasLimitPath}: '{limit}' is not an amount of gas above zero");
        }

        return new ValidatorOptions(
            new ProposerDefaults(
                address,
                gas,
                graffiti,
                consensoor.GetBoolean("validators.graffiti-codes"),
                BuildersOf(consensoor)),
            Text(ProposersFilePath));
    }

    /// <summary>Reads an address of 20 bytes in 0x hex.</summary>
    public static bool TryFeeRecipient(string text, out ExecutionAddress address)
    {
        address = default;
        return text.StartsWith("0x", StringComparison.Ordinal) && ExecutionAddress.TryParse(text, out address);
    }

    /// <summary>
    /// The table of a start: the defaults, this client's code, and what the operator's file says; throws <see cref="NodeStartException"/>
    /// where that is none.
    /// </summary>
    public ProposerTable Table(Func<string, string> originOf)
    {
        var own = ExecutionChoice.Own(CommandLine.Version);
        var defaults = Defaults.Graffiti.Length > 0 ? Defaults : Defaults with { Graffiti = DefaultGraffiti };
        var table = ProposerTable.Empty with { Defaults = defaults, Own = ClientCode.Of(own.Code, own.Commit) };
        if (ProposersFile.Length == 0)
        {
            return table;
        }

        var given = FileProposerStore.Read(ProposersFile, out var problem)
            ?? throw new NodeStartException($"{originOf(ProposersFilePath)}: {problem}");
        return table with { Given = given };
    }

    private static BuilderTerms BuildersOf(Config consensoor)
    {
        var builder = consensoor.GetConfig("validators.builder");
        ulong Number(string name) => (ulong)builder.GetLong(name);
        var (least, factor, most) = (Number("min-bid"), Number("boost-factor"), Number("max-execution-payment"));
        var urls = (builder.GetString("urls") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (urls.FirstOrDefault(static url => !BuilderConfigJson.IsUrl(url)) is { } wrong)
        {
            throw new ConfigurationException($"{Consensoor}{BuilderUrls}: '{wrong}' is no URL http://HOST or https://HOST");
        }

        if (urls.Length > BuilderConfig.MaxBuilders)
        {
            throw new ConfigurationException($"{Consensoor}{BuilderUrls}: more than {BuilderConfig.MaxBuilders} builders");
        }

        var endpoints = urls.Distinct(StringComparer.Ordinal).Select(url =>
            new BuilderEndpoint(url, new BuilderEntry(url, null, [], null, null, null).Auth, [], most, least, factor));
        return new BuilderTerms(builder.GetBoolean("enabled"), least, factor, [.. endpoints]) { MaxExecutionPayment = most };
    }
}
