using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Consensoor.Actors.Reporting.Traces;

/// <summary>
/// Sends traces to a collector over gRPC or HTTP, by the variables of OpenTelemetry (`OTEL_EXPORTER_OTLP_…`, of which those with
/// `TRACES_` stand above the others, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`, `OTEL_BSP_…`). Without an
/// endpoint there is none, and nothing is measured for it. What waits to be sent is bounded (`OTEL_BSP_MAX_QUEUE_SIZE`, 2,048 spans).
/// Drop rule: the new span.
/// </summary>
internal static class TraceExport
{
    private const string SamplerKey = "OTEL_TRACES_SAMPLER";
    private const string SamplerArgumentKey = "OTEL_TRACES_SAMPLER_ARG";
    private const string ExporterPrefix = "OTEL_EXPORTER_OTLP_";
    private const string TracesPrefix = "OTEL_EXPORTER_OTLP_TRACES_";

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

        if (!TryProtocol(variables, warn, out var protocol)
            || !TryTimeout(variables, warn, out var timeout)
            || !TryHeaders(variables, warn, out var headers))
        {
            return null;
        }

        var builder = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(variables))
            .SetResourceBuilder(ResourceBuilder.CreateEmpty()
                .AddService("consensoor", serviceVersion: version, autoGenerateServiceInstanceId: false)
                .AddTelemetrySdk()
                .AddAttributes(AttributesOf(variables)))
            .SetSampler(SamplerOf(variables, warn))
            .AddSource(BlockTracer.SourceName)
            .AddOtlpExporter(options =>
            {
                // The exporter itself reads the names without TRACES alone, and adds the path of traces to an endpoint that it has read.
                options.Protocol = protocol;
                options.Headers = headers;
                options.TimeoutMilliseconds = timeout ?? options.TimeoutMilliseconds;
                if (endpoint.Key.StartsWith(TracesPrefix, StringComparison.Ordinal))
                {
                    options.Endpoint = address;
                }
            });
        try
        {
            return builder.Build();
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
        {
            // What it says may hold a secret.
            warn("the exporter of traces refuses its settings, by its headers if anything: no traces are sent");
            return null;
        }
    }

    /// <summary>Gives where traces are to go, and the variable that says so; null where they are not wanted.</summary>
    internal static (string Key, string Value)? EndpointOf(IConfiguration variables) =>
        string.Equals(variables["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
            || variables["OTEL_TRACES_EXPORTER"] is { Length: > 0 } exporter && exporter.Trim() != "otlp"
            ? null
            : Said(variables, "ENDPOINT");

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

    // What a variable of the exporter says of traces: with TRACES in its name, else of all; null where neither says something.
    private static (string Key, string Value)? Said(IConfiguration variables, string name) =>
        Array.Find([TracesPrefix + name, ExporterPrefix + name], key => !string.IsNullOrWhiteSpace(variables[key])) is { } said
            ? (said, variables[said]!.Trim())
            : null;

    private static bool TryProtocol(IConfiguration variables, Action<string> warn, out OtlpExportProtocol protocol)
    {
        var said = Said(variables, "PROTOCOL");
        protocol = said?.Value == "http/protobuf" ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        if (said is null or { Value: "grpc" or "http/protobuf" })
        {
            return true;
        }

        warn($"{said.Value.Key} is neither grpc nor http/protobuf: no traces are sent");
        return false;
    }

    private static bool TryTimeout(IConfiguration variables, Action<string> warn, out int? milliseconds)
    {
        milliseconds = null;
        if (Said(variables, "TIMEOUT") is not var (key, value))
        {
            return true;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said > 0)
        {
            milliseconds = said;
            return true;
        }

        warn($"{key} is no number of milliseconds: no traces are sent");
        return false;
    }

    // `name=value,name=value`; their values may be secrets, and are not shown.
    private static bool TryHeaders(IConfiguration variables, Action<string> warn, out string? headers)
    {
        headers = null;
        if (Said(variables, "HEADERS") is not var (key, value))
        {
            return true;
        }

        if (value.Split(',').All(static pair => pair.IndexOf('=', StringComparison.Ordinal) > 0))
        {
            headers = value;
            return true;
        }

        warn($"{key} is not name=value,name=value: no traces are sent");
        return false;
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
