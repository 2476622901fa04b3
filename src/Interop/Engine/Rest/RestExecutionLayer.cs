using System.Net;
using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.Rest.Transport;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Engine.Rest;

/// <summary>
/// An execution layer behind the Engine API that is asked over REST and SSZ where it speaks that for the fork, and over JSON-RPC else. What
/// it speaks is asked when it is connected, and beside calls behind a new connection. A call that REST does not serve goes again over
/// JSON-RPC, at once; an endpoint that does not do what was said is left aside until it is connected anew, or says something else.
/// </summary>
public sealed partial class RestExecutionLayer : IExecutionLayer, IDisposable
{
    private readonly ChainSpec _spec;
    private readonly JsonRpcExecutionLayer _json;
    private readonly RestClient _rest;
    private readonly RestSwitch _switch = new();
    private readonly RestAsking _asking = new();
    private readonly Lock _learning = new();
    private readonly EngineDeadlines _deadlines;
    private readonly Action<string> _tell;
    private readonly TimeProvider _time;
    private readonly long _since;

    /// <summary>
    /// Makes a layer at a URL, which is connected to at the first request. What stops being asked over REST is told in a sentence.
    /// </summary>
    public RestExecutionLayer(
        ChainSpec spec,
        Uri url,
        JwtSecret? secret,
        EngineDeadlines deadlines,
        ClientVersion own,
        TimeProvider time,
        Action<string> tell)
    {
        (_spec, _deadlines, _tell, _time) = (spec, deadlines, tell, time);
        _since = time.GetTimestamp();
        _json = new JsonRpcExecutionLayer(spec, url, secret, deadlines, own, time);
        _rest = new RestClient(new RestChannel(url, secret, own, time), spec, deadlines);
    }

    /// <inheritdoc/>
    public string Place => _json.Place;

    /// <summary>What is asked over REST.</summary>
    internal RestSwitch Switch => _switch;

    /// <summary>The question that was begun beside a call last.</summary>
    internal Task Asking { get; private set; } = Task.CompletedTask;

    private int Connections => _rest.Connections + _json.Client.Connections;

    private TimeSpan Now => _time.GetElapsedTime(_since);

    /// <inheritdoc/>
    public async ValueTask<ExecutionLayerIdentity> Connect()
    {
        var asking = Negotiate(_asking.Begin(), isConnecting: true);
        var identity = await _json.Connect();
        await asking;
        if (!identity.IsReached)
        {
            return identity;
        }

        return identity with
        {
            Name = _switch.Words is { } spoken ? $"{identity.Name}, {spoken}" : identity.Name,
            Missing = _json.Spoken is { } methods ? EngineMethods.MissingFor(_spec, methods, _switch.Covers) : identity.Missing,
        };
    }

    /// <inheritdoc/>
    public async ValueTask<NewPayloadResult> NewPayload(NewPayload request)
    {
        if (!IsOn(RestEndpoint.NewPayload, request.Fork))
        {
            return await _json.NewPayload(request);
        }

        if (PayloadChecks.Problem(_spec.Ssz(request.Fork), request.Request) is { } problem)
        {
            return new NewPayloadResult(request.BlockRoot, EngineVerdict.Invalid, null, problem);
        }

        var begun = Now;
        var called = await Call(RestEndpoint.NewPayload, request.Fork, terms => _rest.NewPayload(terms.Form, request, terms.Limits));
        var result = InTime(called, begun, _deadlines.NewPayloadOf(request.Fork));
        return result switch
        {
            null => await _json.NewPayload(request),
            { Failure.FallsBack: true } => await _json.NewPayload(request, Left(begun, _deadlines.NewPayloadOf(request.Fork))),
            { Failure: { } failure } => new NewPayloadResult(request.BlockRoot, EngineVerdict.Unavailable, null, failure.ToString())
            {
                IsAnswered = failure.IsAnswered,
                IsLate = failure.Kind == RestFailureKind.TimedOut,
            },
            { Value: { } status } => new NewPayloadResult(
                request.BlockRoot, status.Verdict, status.LatestValidHash, status.ValidationError),
            _ => await _json.NewPayload(request),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request)
    {
        var begun = Now;
        var called = IsOn(RestEndpoint.Forkchoice, request.Fork)
            ? await Call(RestEndpoint.Forkchoice, request.Fork, terms => _rest.ForkchoiceUpdated(terms.Form, request))
            : null;
        var result = InTime(called, begun, _deadlines.ForkchoiceUpdated);
        return result switch
        {
            null => await _json.ForkchoiceUpdated(request),
            { Failure.FallsBack: true } => await _json.ForkchoiceUpdated(request, Left(begun, _deadlines.ForkchoiceUpdated)),
            { Failure: { } failure } => new ForkchoiceUpdatedResult(
                request.RequestId, EngineVerdict.Unavailable, null, failure.ToString())
            {
                IsAnswered = failure.IsAnswered,
                IsLate = failure.Kind == RestFailureKind.TimedOut,
            },
            { Value: { } response } => new ForkchoiceUpdatedResult(
                request.RequestId, response.Status.Verdict, response.PayloadId, response.Status.ValidationError)
            {
                LatestValidHash = response.Status.Verdict == EngineVerdict.Invalid ? response.Status.LatestValidHash : null,
            },
            _ => await _json.ForkchoiceUpdated(request),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<PayloadBuilt> GetPayload(GetPayload request)
    {
        // Its time is short: who it is that answers is asked with the next payload or head.
        var result = await Call(RestEndpoint.GetPayload, request.Fork, terms => _rest.GetPayload(terms.Form, request));
        return result switch
        {
            null or { Failure.FallsBack: true } => await _json.GetPayload(request),
            { Failure: { } failure } => new PayloadBuilt(
                request.RequestId, null, default, BuiltBlobs.None, null, failure.ToString())
            {
                IsUnreached = !failure.IsAnswered,
                IsLate = failure.Kind == RestFailureKind.TimedOut,
            },
            { Value: { } built } => new PayloadBuilt(
                request.RequestId, built.Payload, built.BlockValue, built.Blobs, built.Requests, null)
            {
                ShouldOverrideBuilder = built.ShouldOverrideBuilder,
            },
            _ => await _json.GetPayload(request),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rest.Dispose();
        _json.Dispose();
    }

    /// <summary>
    /// True where an endpoint is asked over REST for a fork, as is known now. Where a connection was made anew, another version of the
    /// program may have come with it: that is asked beside the call, and counts for the next one.
    /// </summary>
    private bool IsOn(RestEndpoint endpoint, ForkName fork)
    {
        if (RestForks.NameOf(fork) is not null && _asking.BeginBeside(Connections, Now) is { } number)
        {
            Asking = Task.Run(() => Negotiate(number, isConnecting: false));
        }

        return _switch.IsOn(endpoint, fork, out _);
    }

    /// <summary>
    /// Both calls share the time of the method. One that failed behind its half does not go again: it would end as the layer's being away.
    /// </summary>
    private RestResult<T>? InTime<T>(RestResult<T>? result, TimeSpan begun, TimeSpan time) =>
        result is { Failure: { FallsBack: true } failure } && Now - begun > time / 2
            ? failure with { Kind = RestFailureKind.TooLate, Message = $"{failure.Message}; too late to ask over JSON-RPC" }
            : result;

    // A little less than the rest: whoever waits for the answer gives up at the end of all of it.
    private TimeSpan Left(TimeSpan begun, TimeSpan time) => time - (time / 16) - (Now - begun);

    private async ValueTask<RestResult<T>?> Call<T>(
        RestEndpoint endpoint, ForkName fork, Func<RestTerms, ValueTask<RestResult<T>>> call)
    {
        if (!_switch.IsOn(endpoint, fork, out var terms))
        {
            return null;
        }

        var result = await call(terms);
        if (result.Failure is not { } failure)
        {
            return result;
        }

        var isForkRefused = failure.Kind == RestFailureKind.UnsupportedFork;
        if (isForkRefused && RestSwitch.IsForkScoped(endpoint))
        {
            if (_switch.EndFork(fork))
            {
                _tell($"asks over JSON-RPC all of {fork} that it asked over REST: {failure.Message}");
            }
        }
        else if ((isForkRefused || failure.EndsEndpoint) && _switch.End(endpoint, fork))
        {
            _tell($"asks over JSON-RPC what it asked over REST in {fork} ({endpoint}): {failure.Message}");
        }

        return result;
    }

    /// <summary>
    /// Asks for what is spoken in the newer form, then in the older one, and learns it. Where there is no answer, what was known holds.
    /// </summary>
    private async Task Negotiate(int number, bool isConnecting)
    {
        // Each has half the time: HTTP/2 by prior knowledge first, and then HTTP/1.1, which all speak.
        var (version, time, isAnswered) = (HttpVersion.Version20, _deadlines.Others / 2, false);
        foreach (var form in (RestForm[])[RestForm.Header, RestForm.Path])
        {
            var result = await _rest.Capabilities(form, version, time);
            if (version == HttpVersion.Version20
                && result.Failure is { Kind: RestFailureKind.Unreachable or RestFailureKind.BadAnswer or RestFailureKind.TimedOut })
            {
                version = HttpVersion.Version11;
                result = await _rest.Capabilities(form, version, time);
            }

            if (result.Value is { Forks.Count: > 0 } said)
            {
                Learn(number, form, said, isSpoken: true, isConnecting);
                return;
            }

            isAnswered = result.Failure is not { Kind: RestFailureKind.Unreachable or RestFailureKind.TimedOut
                or RestFailureKind.NotServed or RestFailureKind.Unauthorized };
            if (result.Failure is { Kind: not RestFailureKind.NotSpoken })
            {
                // Who is away, or speaks no HTTP/2 and no REST, is not asked a second time for the same.
                break;
            }
        }

        Learn(number, RestForm.Header, null, isAnswered ? false : null, isConnecting);
    }

    private void Learn(int number, RestForm form, RestCapabilities? said, bool? isSpoken, bool isConnecting)
    {
        lock (_learning)
        {
            if (_asking.End(number, isSpoken, Connections, Now) && isSpoken is not null)
            {
                _switch.Learn(form, said, isConnecting);
            }
        }
    }
}
