using System.Globalization;
using System.Text.Json;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Api;

/// <summary>The id and status parameters of /validators; both may be repeated or hold lists with commas.</summary>
internal sealed class ValidatorFilter
{
    private const int MaxIds = 4_096;

    private readonly Ids _ids = new();
    private readonly HashSet<string> _statuses = [];

    /// <summary>Reads the query; null and the error where an id or status is none or there are too many.</summary>
    public static ValidatorFilter? Parse(IQueryCollection query, out ApiError? error)
    {
        var filter = new ValidatorFilter();
        error = null;
        var given = 0;
        foreach (var text in query["id"].SelectMany(static value => (value ?? "").Split(',')))
        {
            given++;
            if (ParseId(text) is not { } id)
            {
                error = ApiError.BadRequest($"invalid validator id '{ApiError.Shorten(text)}'");
                return null;
            }

            filter._ids.Add(id);
        }

        foreach (var status in query["status"].SelectMany(static value => (value ?? "").Split(',')))
        {
            if (!ValidatorStatus.All.Contains(status))
            {
                error = ApiError.BadRequest($"invalid status '{ApiError.Shorten(status)}'");
                return null;
            }

            filter._statuses.Add(status);
        }

        if (given > MaxIds)
        {
            error = ApiError.BadRequest($"{given} ids, at most {MaxIds} are allowed");
            return null;
        }

        return filter;
    }

    /// <summary>
    /// Reads the body of a request, `ids` and `statuses`, both of which may be left out or null; a body may name as many as fit into it.
    /// </summary>
    public static Task<ValidatorFilter> Read(HttpContext http) => ApiRequest.Json(http, static json =>
    {
        var filter = new ValidatorFilter();
        Parts(json, static status => ValidatorStatus.All.Contains(status), filter._ids, filter._statuses);
        return filter;
    });

    /// <summary>Reads `ids` and `statuses` of a body, both of which may be left out or null.</summary>
    internal static void Parts(JsonElement json, Func<string, bool> isStatus, Ids ids, HashSet<string> statuses)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw ApiRequest.Bad("the body is no object");
        }

        if (json.TryGetProperty("ids", out var list) && list.ValueKind != JsonValueKind.Null)
        {
            ids.Read(list, "ids");
        }

        if (json.TryGetProperty("statuses", out var named) && named.ValueKind != JsonValueKind.Null)
        {
            statuses.UnionWith(ApiRequest.Items(named, "statuses", (item, at) =>
                item.ValueKind == JsonValueKind.String && isStatus(item.GetString()!)
                    ? item.GetString()!
                    : throw ApiRequest.Bad($"{at} is no status")));
        }
    }

    /// <summary>Takes all validators.</summary>
    public static ValidatorFilter All { get; } = new();

    /// <summary>Reads the body of a request that is a list of ids, which may be empty or left out for all.</summary>
    public static Task<ValidatorFilter> ReadIds(HttpContext http) => ApiRequest.OptionalJson(http, IdsOf, All);

    /// <summary>Reads a list of ids, which may be empty for all.</summary>
    public static ValidatorFilter IdsOf(JsonElement json)
    {
        var filter = new ValidatorFilter();
        filter._ids.Read(json, "the body");
        return filter;
    }

    /// <summary>Reads an index or public key; null where it is neither.</summary>
    public static ValidatorId? ParseId(string text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return BLSPubkey.TryParse(text, out var pubkey) ? new ValidatorId(null, pubkey) : null;
        }

        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new ValidatorId(index, default)
            : null;
    }

    /// <summary>The validators asked for, in ascending order; unknown ids are left out.</summary>
    public IEnumerable<ValidatorIndex> Select(BeaconState state)
    {
        var epoch = state.Slot / state.Preset.SlotsPerEpoch;
        IEnumerable<ValidatorIndex> candidates = _ids.Count == 0
            ? Enumerable.Range(0, state.Validators.Count).Select(static i => (ValidatorIndex)i)
            : _ids.In(state).Order();
        return candidates.Where(index => HasStatus(state, index, epoch));
    }

    /// <summary>Those asked for of some validators, in the order in which they are given.</summary>
    public IEnumerable<ValidatorIndex> SelectOf(BeaconState state, IEnumerable<ValidatorIndex> candidates)
    {
        var epoch = state.Slot / state.Preset.SlotsPerEpoch;
        var named = _ids.Count == 0 ? null : _ids.In(state);
        return candidates.Where(index => (named is null || named.Contains(index)) && HasStatus(state, index, epoch));
    }

    private bool HasStatus(BeaconState state, ValidatorIndex index, Epoch epoch) =>
        _statuses.Count == 0 || Matches(ValidatorStatus.Of(state.Validators[index], state.Balances[index], epoch));

    private bool Matches(string status) => _statuses.Contains(status) || _statuses.Contains(status[..status.IndexOf('_')]);

    /// <summary>Indices and public keys, each once however often it was given: a body has room for millions of the same.</summary>
    internal sealed class Ids
    {
        private readonly HashSet<ulong> _indices = [];
        private readonly HashSet<BLSPubkey> _pubkeys = [];

        /// <summary>Counts those that differ.</summary>
        public int Count => _indices.Count + _pubkeys.Count;

        public bool Contains(ulong index, BLSPubkey pubkey) => _indices.Contains(index) || _pubkeys.Contains(pubkey);

        public void Add(ValidatorId id) => _ = id.Index is { } index ? _indices.Add(index) : _pubkeys.Add(id.Pubkey);

        /// <summary>Reads a list; 400 where it is none, or an item is neither.</summary>
        public void Read(JsonElement list, string name)
        {
            if (list.ValueKind != JsonValueKind.Array)
            {
                throw ApiRequest.Bad($"{name} is no array");
            }

            foreach (var (place, item) in list.EnumerateArray().Index())
            {
                Add(item.ValueKind == JsonValueKind.String && ParseId(item.GetString()!) is { } id
                    ? id
                    : throw ApiRequest.Bad($"[{place}] of {name} is neither an index nor a public key"));
            }
        }

        /// <summary>The validators of a registry that are among them.</summary>
        public HashSet<ValidatorIndex> In(BeaconState state) =>
        [
            .. _indices.Where(index => index < (ulong)state.Validators.Count),
            .. _pubkeys.Select(pubkey => new ValidatorId(null, pubkey).Resolve(state)).OfType<ValidatorIndex>(),
        ];
    }

    internal readonly record struct ValidatorId(ValidatorIndex? Index, BLSPubkey Pubkey)
    {
        /// <summary>Finds the index of a validator in a state's registry; null where it has none.</summary>
        public ValidatorIndex? Resolve(BeaconState state)
        {
            if (Index is { } index)
            {
                return index < (ulong)state.Validators.Count ? index : null;
            }

            return Spec.Transition.Helpers.Accessors.TryGetValidatorIndex(state, Pubkey, out var found) ? found : null;
        }
    }
}
