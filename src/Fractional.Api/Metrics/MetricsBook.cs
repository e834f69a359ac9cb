using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Fractional.Api.Metrics;

/// <summary>Listens to the known instruments of this host and writes what they measured as text (the exposition format
/// 0.0.4 that Prometheus and its kin read).</summary>
sealed class MetricsBook : IDisposable
{
    /// <summary>Series of one instrument; ours need some hundred. What comes later is not counted.</summary>
    const int MaxSeries = 500;

    /// <summary>Upper bounds of the histograms' buckets, seconds.</summary>
    static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    readonly Lock gate = new();
    readonly Dictionary<Exposed, Dictionary<string, Series>> book = [];
    readonly MeterListener listener = new();

    /// <param name="factory">The host's: another host in this process is not ours to show.</param>
    public MetricsBook(IMeterFactory factory)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Scope is not null && !ReferenceEquals(instrument.Meter.Scope, factory)) return;
            if (KnownInstruments.All.TryGetValue((instrument.Meter.Name, instrument.Name), out var exposed))
                listening.EnableMeasurementEvents(instrument, exposed);
        };
        listener.SetMeasurementEventCallback<long>((i, value, tags, state) => Note(i, value, tags, (Exposed)state!));
        listener.SetMeasurementEventCallback<int>((i, value, tags, state) => Note(i, value, tags, (Exposed)state!));
        listener.SetMeasurementEventCallback<double>((i, value, tags, state) => Note(i, value, tags, (Exposed)state!));
        listener.Start();
    }

    public string Text()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (gate)
        {
            foreach (var (exposed, series) in book.OrderBy(b => b.Key.Name, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"# HELP {exposed.Name} {exposed.Help}\n");
                text.Append(CultureInfo.InvariantCulture, $"# TYPE {exposed.Name} {exposed.Kind}\n");
                foreach (var (labels, one) in series.OrderBy(s => s.Key, StringComparer.Ordinal))
                    one.Write(text, exposed.Name, labels);
            }
        }
        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    void Note(
        Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, Exposed exposed)
    {
        var labels = Labels(tags, exposed);
        lock (gate)
        {
            if (!book.TryGetValue(exposed, out var all)) book.Add(exposed, all = []);
            if (!all.TryGetValue(labels, out var series))
            {
                if (all.Count >= MaxSeries) return;
                all.Add(labels, series = exposed.Kind == "histogram" ? new Histogram() : new Sum());
            }
            series.Note(value, isWhole: instrument.IsObservable);
        }
    }

    /// <summary>Labels as the format writes them, in the order of the list, those without a value left out.</summary>
    static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags, Exposed exposed)
    {
        if (exposed.Tags.Length == 0) return "";
        var text = new StringBuilder();
        foreach (var wanted in exposed.Tags)
        foreach (var (name, value) in tags)
        {
            if (name != wanted || value is null) continue;
            var shown = Convert.ToString(value, CultureInfo.InvariantCulture)!
                .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(text.Length == 0 ? "" : ",").Append(name.Replace('.', '_')).Append("=\"").Append(shown)
                .Append('"');
        }
        return text.ToString();
    }

    static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(' ').Append(Number(value))
            .Append('\n');

    abstract class Series
    {
        /// <param name="isWhole">The value is the whole sum, not what comes to it.</param>
        public abstract void Note(double value, bool isWhole);

        public abstract void Write(StringBuilder text, string name, string labels);
    }

    sealed class Sum : Series
    {
        double sum;

        public override void Note(double value, bool isWhole) => sum = isWhole ? value : sum + value;

        public override void Write(StringBuilder text, string name, string labels) => Line(text, name, labels, sum);
    }

    sealed class Histogram : Series
    {
        readonly long[] counts = new long[Bounds.Length];
        double sum;
        long count;

        public override void Note(double value, bool isWhole)
        {
            for (var i = 0; i < Bounds.Length; i++)
                if (value <= Bounds[i]) counts[i]++;
            sum += value;
            count++;
        }

        public override void Write(StringBuilder text, string name, string labels)
        {
            var before = labels.Length == 0 ? "" : labels + ",";
            for (var i = 0; i < Bounds.Length; i++)
                Line(text, name + "_bucket", $"{before}le=\"{Number(Bounds[i])}\"", counts[i]);
            Line(text, name + "_bucket", $"{before}le=\"+Inf\"", count);
            Line(text, name + "_sum", labels, sum);
            Line(text, name + "_count", labels, count);
        }
    }
}
