using System.Diagnostics.CodeAnalysis;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Engine.Rest;

/// <summary>
/// What is asked over REST: what the execution layer said it speaks, less what turned out not to work, fork by fork. Nothing before it has
/// said so. For many threads.
/// </summary>
internal sealed class RestSwitch
{
    private readonly Lock _lock = new();
    private readonly HashSet<(RestEndpoint, ForkName)> _off = [];
    private (RestForm Form, RestCapabilities Said)? _last;
    private RestForm _form;
    private RestCapabilities? _said;

    /// <summary>What is spoken, in words; null for JSON-RPC alone.</summary>
    public string? Words
    {
        get
        {
            lock (_lock)
            {
                var place = _form == RestForm.Header ? "/engine/v1" : "/engine/v2";
                return _said is { } said ? $"REST and SSZ ({place}) from {said.Forks.Min()} to {said.Forks.Max()}" : null;
            }
        }
    }

    /// <summary>
    /// Takes what it says; null where it speaks JSON-RPC alone. What turned out not to work is tried again where it was connected anew, or
    /// says something else than the last time.
    /// </summary>
    public void Learn(RestForm form, RestCapabilities? said, bool isConnecting)
    {
        lock (_lock)
        {
            (_form, _said) = (form, said);
            if (said is null)
            {
                return;
            }

            if (isConnecting || _last is not { } last || last.Form != form || !said.IsSame(last.Said))
            {
                _off.Clear();
            }

            _last = (form, said);
        }
    }

    /// <summary>True for what goes by a fork.</summary>
    public static bool IsForkScoped(RestEndpoint endpoint) =>
        endpoint is RestEndpoint.NewPayload or RestEndpoint.GetPayload or RestEndpoint.Forkchoice or RestEndpoint.Bodies;

    /// <summary>True where an endpoint is asked over REST for a fork, and how.</summary>
    public bool IsOn(RestEndpoint endpoint, ForkName fork, [NotNullWhen(true)] out RestTerms? terms)
    {
        lock (_lock)
        {
            terms = _said is { } said && IsSpoken(said, endpoint, fork) && HasForm(endpoint) && !_off.Contains((endpoint, fork))
                ? new RestTerms(_form, said.Limits)
                : null;
            return terms is not null;
        }
    }

    /// <summary>True where payloads, builds and heads of a fork all go over REST.</summary>
    public bool Covers(ForkName fork) =>
        IsOn(RestEndpoint.NewPayload, fork, out _)
        && IsOn(RestEndpoint.GetPayload, fork, out _)
        && IsOn(RestEndpoint.Forkchoice, fork, out _);

    /// <summary>An endpoint does not work for a fork, whatever was said; true where that is new.</summary>
    public bool End(RestEndpoint endpoint, ForkName fork)
    {
        lock (_lock)
        {
            return _off.Add((endpoint, fork));
        }
    }

    /// <summary>Nothing that is by fork works for a fork, whatever was said; true where that is new.</summary>
    public bool EndFork(ForkName fork)
    {
        lock (_lock)
        {
            var isNew = _off.Add((RestEndpoint.NewPayload, fork));
            isNew |= _off.Add((RestEndpoint.GetPayload, fork));
            isNew |= _off.Add((RestEndpoint.Forkchoice, fork));
            return isNew | _off.Add((RestEndpoint.Bodies, fork));
        }
    }

    // In the older form cells have half their size, which is none of the specification's.
    private bool HasForm(RestEndpoint endpoint) => endpoint != RestEndpoint.BlobsV4 || _form == RestForm.Header;

    private static bool IsSpoken(RestCapabilities said, RestEndpoint endpoint, ForkName fork) => endpoint switch
    {
        RestEndpoint.NewPayload or RestEndpoint.GetPayload => said.Forks.Contains(fork) && said.ForkScoped.Contains("payloads"),
        RestEndpoint.Forkchoice => said.Forks.Contains(fork) && said.ForkScoped.Contains("forkchoice"),
        RestEndpoint.Bodies => said.Forks.Contains(fork) && said.ForkScoped.Contains("bodies"),
        RestEndpoint.BlobsV1 => said.Blobs.Contains("v1"),
        RestEndpoint.BlobsV2 => said.Blobs.Contains("v2"),
        RestEndpoint.BlobsV3 => said.Blobs.Contains("v3"),
        RestEndpoint.BlobsV4 => said.Blobs.Contains("v4"),
        _ => true,
    };
}
