using Consensoor.Messages;

namespace Consensoor.Actors.Engine;

/// <summary>
/// What the log and others hear of the execution layer: each thing once when it changes, not with each call. It is there or away and why,
/// syncing or not by its word on the head, who it is and what it lacks, and the errors it answers with. It outlives the bridge's restarts.
/// </summary>
/// <param name="place">Where the layer is, which a line names with what to do where it does not answer; null where that is nothing.</param>
internal sealed class EngineStatus(string? place = null)
{
    private readonly Dictionary<Type, string> _refusals = [];
    private string? _offline;
    private string? _identity;
    private string? _missing;
    private bool _isKnown;
    private bool _isAbsent;
    private bool _isSyncing;

    /// <summary>True where it is away, or there is none.</summary>
    public bool IsOffline => _isAbsent || _offline is not null;

    /// <summary>Why it is away; null where it is not.</summary>
    public string? Reason => _offline;

    /// <summary>Who it said it is, last; null where it was not reached yet.</summary>
    public ExecutionLayerIdentity? Identity { get; private set; }

    /// <summary>Takes an answer, or the news that there is none, and says what is new.</summary>
    public IReadOnlyList<EngineNews> On(object answer, bool isAway)
    {
        var news = new List<EngineNews>();
        if (answer is ExecutionLayerIdentity { IsAbsent: true } none)
        {
            OnAbsent(news, none);
        }

        if (_isAbsent)
        {
            return news;
        }

        if (answer is ExecutionLayerIdentity { Error: null } identity)
        {
            OnIdentity(news, identity);
        }

        var problem = EngineAnswers.ProblemOf(answer);
        if (isAway && problem is not null)
        {
            OnAway(news, problem);
        }
        else if (!isAway && _offline is not null)
        {
            _offline = null;
            news.Add(new EngineNews(false, "the execution layer answers again") { IsChange = true });
        }
        else if (!isAway && !_isKnown)
        {
            // Others may remember an earlier bridge's word.
            news.Add(new EngineNews(false, null) { IsChange = true });
        }

        _isKnown = true;

        if (!isAway)
        {
            OnRefusal(news, answer, problem);
            OnHead(news, answer);
        }

        return news;
    }

    // The method that found it out differs from time to time, and the cause is the same.
    private static string CauseOf(string problem) =>
        problem.StartsWith("engine_", StringComparison.Ordinal) && problem.IndexOf(": ", StringComparison.Ordinal) is var at and > 0
            ? problem[(at + 2)..]
            : problem;

    private void OnAbsent(List<EngineNews> news, ExecutionLayerIdentity none)
    {
        if (!_isAbsent)
        {
            _isAbsent = true;
            news.Add(new EngineNews(
                true,
                $"{none.Name}: payloads are taken undecided (optimistic), none is built, and no duty is done on them") { IsChange = true });
        }
    }

    private void OnIdentity(List<EngineNews> news, ExecutionLayerIdentity identity)
    {
        Identity = identity;
        if (_identity != identity.Name)
        {
            _identity = identity.Name;
            news.Add(new EngineNews(false, $"execution layer: {identity.Name}"));
        }

        var missing = string.Join(", ", identity.Missing);
        if (_missing != missing && (_missing is not null || missing.Length > 0))
        {
            news.Add(missing.Length > 0
                ? new EngineNews(true, $"the execution layer does not speak what forks of this chain need: {missing}")
                : new EngineNews(false, "the execution layer speaks what all forks of this chain need"));
        }

        _missing = missing;
    }

    private void OnAway(List<EngineNews> news, string problem)
    {
        var cause = CauseOf(problem);
        if (_offline == cause)
        {
            return;
        }

        var at = place is null || cause.Contains(place, StringComparison.Ordinal) ? "" : $" at {place}";
        var advice = place is null ? "" : $"; {LayerAdvice.For(cause)}";
        news.Add(new EngineNews(true, $"the execution layer{at} does not answer: {cause}{advice}")
        {
            IsChange = _offline is null, Reason = cause,
        });
        _offline = cause;
    }

    private void OnRefusal(List<EngineNews> news, object answer, string? problem)
    {
        if (answer is not (NewPayloadResult or ForkchoiceUpdatedResult))
        {
            return;
        }

        var kind = answer.GetType();
        if (problem is null)
        {
            _refusals.Remove(kind);
        }
        else if (_refusals.GetValueOrDefault(kind) != problem)
        {
            _refusals[kind] = problem;
            news.Add(new EngineNews(true, $"the execution layer answers with an error: {problem}"));
        }
    }

    private void OnHead(List<EngineNews> news, object answer)
    {
        if (answer is not ForkchoiceUpdatedResult { Verdict: not (EngineVerdict.Unavailable or EngineVerdict.Invalid) } head)
        {
            return;
        }

        var isSyncing = head.Verdict != EngineVerdict.Valid;
        if (isSyncing != _isSyncing)
        {
            _isSyncing = isSyncing;
            news.Add(isSyncing
                ? new EngineNews(true, "the execution layer is syncing: the head is optimistic until it has come so far")
                : new EngineNews(false, "the execution layer has synced to the head"));
        }
    }
}
