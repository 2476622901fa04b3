using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Consensoor.Actors.Reporting.Traces;

/// <summary>
/// Sends traces to a collector, by the variables of OpenTelemetry (`OTEL_EXPORTER_OTLP_…`, `OTEL_SERVICE_NAME`,
/// `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`, `OTEL_BSP_…`). Without an endpoint there is none, and nothing is measured for it.
/// What waits to be sent is bounded (`OTEL_BSP_MAX_QUEUE_SIZE`, 2,048 spans). Drop rule: the new span.
/// </summary>
internal static class TraceExport
{
    private const string SamplerKey = "OTEL_TRACES_SAMPLER";
    private const string SamplerArgumentKey = "OTEL_TRACES_SAMPLER_ARG";
    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];

    /// <summary>Begins to send; null where the variables name no collector, or say that nothing is to be sent. Warnings are told.</summary>
    public static TracerProvider? Begin(IConfiguration variables, string version, Action<string> warn)
    {
        if (EndpointOf(variables) is not { } endpoint)
        {
            return null;
        }

        if (!Uri.TryCreate(endpoint.Value, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            warn($"{endpoint.Key} is no http or https URL: no traces are sent");
            return null;
        }

        return Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(variables))
            .SetResourceBuilder(ResourceBuilder.CreateEmpty()
                .AddService("consensoor", serviceVersion: version, autoGenerateServiceInstanceId: false)
                .AddTelemetrySdk()
                .AddAttributes(AttributesOf(variables)))
            .SetSampler(SamplerOf(variables, warn))
            .AddSource(BlockTracer.SourceName)
            .AddOtlpExporter()
            .Build();
    }

    /// <summary>Gives where traces are to go, and the variable that says so; null where they are not wanted.</summary>
    internal static (string Key, string Value)? EndpointOf(IConfiguration variables) =>
        string.Equals(variables["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
            || variables["OTEL_TRACES_EXPORTER"] is { Length: > 0 } exporter && exporter.Trim() != "otlp"
            ? null
            : Array.Find(Endpoints, key => !string.IsNullOrWhiteSpace(variables[key])) is { } said ? (said, variables[said]!)
            : null;

    /// <summary>
    /// Gives the sampler. A block's trace has no parent anywhere, so that one that follows its parent is the one for those without; by
    /// ratio it takes the same blocks on every node.
    /// </summary>
    internal static Sampler SamplerOf(IConfiguration variables, Action<string> warn)
    {
        var name = variables[SamplerKey]?.Trim().ToLowerInvariant() ?? "";
        const string follows = "parentbased_";
        switch (name.StartsWith(follows, StringComparison.Ordinal) ? name[follows.Length..] : name)
        {
            case "" or "always_on":
                return new AlwaysOnSampler();
            case "always_off":
                return new AlwaysOffSampler();
            case "traceidratio":
                var text = variables[SamplerArgumentKey] ?? "1";
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1)
                {
                    return new TraceIdRatioBasedSampler(ratio);
                }

                warn($"{SamplerArgumentKey} is not between 0 and 1: all blocks are traced");
                return new AlwaysOnSampler();
            default:
                warn($"{SamplerKey} is not always_on, always_off or traceidratio (or parentbased_ and one of them): all blocks are traced");
                return new AlwaysOnSampler();
        }
    }

    // `key=value,key=value`, percent-encoded; the name of the service stands above the attribute of it.
    private static Dictionary<string, object> AttributesOf(IConfiguration variables)
    {
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var pair in (variables["OTEL_RESOURCE_ATTRIBUTES"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Split('=', 2) is [var key, var value] && key.Trim().Length > 0)
            {
                attributes[key.Trim()] = Uri.UnescapeDataString(value.Trim());
            }
        }

        if (variables["OTEL_SERVICE_NAME"] is { Length: > 0 } name)
        {
            attributes["service.name"] = name;
        }

        return attributes;
    }
}
