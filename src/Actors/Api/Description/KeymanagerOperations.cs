namespace Consensoor.Actors.Api.Description;

/// <summary>The operations of the keymanager API: what `/openapi/keymanager.json` says and its server maps.</summary>
internal static class KeymanagerOperations
{
    private const string KeystorePath = "/eth/v1/keystores", RemotePath = "/eth/v1/remotekeys";

    private static readonly ApiParameter Pubkey = ApiParameter.InPath("pubkey", "Pubkey", "Public key of a validator that this node holds");

    public static readonly ApiOperation ListKeystores = new("GET", KeystorePath, "listKeys", "The keys of keystores that are held")
    {
        Answers = [ApiAnswer.List("HeldKeystore", "The keys")],
    };

    public static readonly ApiOperation ImportKeystores = new(
        "POST", KeystorePath, "importKeystores", "Imports keystores; their keys sign at once")
    {
        Body = "ImportKeystores",
        Answers = [ApiAnswer.List("ImportStatus", "What became of each keystore, in their order")],
        Refusals = [400],
    };

    public static readonly ApiOperation DeleteKeystores = new(
        "DELETE", KeystorePath, "deleteKeys", "Deletes keys of keystores, and gives what they signed")
    {
        Body = "Pubkeys",
        Answers = [ApiAnswer.Whole("DeletedKeystores", "What became of each key, in their order, and their history (EIP-3076)")],
        Refusals = [400],
    };

    public static readonly ApiOperation ListRemotes = new("GET", RemotePath, "listRemoteKeys", "The keys of signers elsewhere")
    {
        Answers = [ApiAnswer.List("RemoteKey", "The keys")],
    };

    public static readonly ApiOperation ImportRemotes = new(
        "POST", RemotePath, "importRemoteKeys", "Imports keys of signers elsewhere")
    {
        Body = "ImportRemoteKeys",
        Answers = [ApiAnswer.List("ImportStatus", "What became of each key, in their order")],
        Refusals = [400],
    };

    public static readonly ApiOperation DeleteRemotes = new(
        "DELETE", RemotePath, "deleteRemoteKeys", "Asks signers elsewhere no more for keys")
    {
        Body = "Pubkeys",
        Answers = [ApiAnswer.List("DeleteRemoteStatus", "What became of each key, in their order")],
        Refusals = [400],
    };

    public static readonly ApiOperation SignExit = new(
        "POST", Of("voluntary_exit"), "signVoluntaryExit", "Signs a voluntary exit, and does not publish it")
    {
        Parameters = [Pubkey, new("epoch", "Uint64", "From when on it holds; the clock's epoch unless given")],
        Answers = [ApiAnswer.Data("SignedVoluntaryExit", "The exit")],
        Refusals = [400, 404],
    };

    public static readonly KeySetting FeeRecipient = Setting("feerecipient", "FeeRecipient", "who is paid the fees of its blocks");

    public static readonly KeySetting GasLimit = Setting("gas_limit", "GasLimit", "the gas limit that its blocks go towards");

    public static readonly KeySetting Graffiti = Setting("graffiti", "Graffiti", "the graffiti of its blocks");

    public static readonly KeySetting BuilderConfig = Setting("builder_config", "BuilderConfig", "the builders that it takes bids of");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ApiOperation> All { get; } =
    [
        ListKeystores, ImportKeystores, DeleteKeystores, ListRemotes, ImportRemotes, DeleteRemotes, SignExit,
        .. ((KeySetting[])[FeeRecipient, GasLimit, Graffiti, BuilderConfig])
            .SelectMany(static setting => (ApiOperation[])[setting.Get, setting.Set, setting.Delete]),
    ];

    private static string Of(string name) => $"/eth/v1/validator/{{pubkey}}/{name}";

    private static KeySetting Setting(string name, string schema, string what)
    {
        var get = new ApiOperation("GET", Of(name), $"get{schema}", $"Of a key, {what}")
        {
            Parameters = [Pubkey],
            Answers = [ApiAnswer.Data(schema, "What holds for the key")],
            Refusals = [400, 404],
        };
        return new KeySetting(
            get,
            get with
            {
                Method = "POST",
                Id = $"set{schema}",
                Summary = $"Sets, of a key, {what}",
                Body = $"Set{schema}",
                Answers = [ApiAnswer.Empty(202, "It holds from now on")],
            },
            get with
            {
                Method = "DELETE",
                Id = $"delete{schema}",
                Summary = $"Takes back what was set, of a key, as {what}",
                Answers = [ApiAnswer.Empty(204, "What the node was started with holds again")],
            });
    }

    /// <summary>The three operations of a setting of a key.</summary>
    internal sealed record KeySetting(ApiOperation Get, ApiOperation Set, ApiOperation Delete);
}
