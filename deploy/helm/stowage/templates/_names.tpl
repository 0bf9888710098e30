{{- define "stowage.name" -}}
{{- ternary .Release.Name (printf "%s-stowage" .Release.Name) (contains "stowage" .Release.Name) | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "stowage.selector" -}}
app.kubernetes.io/name: stowage
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "stowage.labels" -}}
{{ include "stowage.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "stowage.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "stowage.name" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{/* stowage.storage.s3.bucket as the environment spells it: STOWAGE_STORAGE_S3_BUCKET */}}
{{- define "stowage.variable" -}}
{{- regexReplaceAll "[^A-Za-z0-9]" . "_" | upper }}
{{- end }}

{{/* Not empty where: there is more than one replica, the store is a volume, Redis is named. */}}
{{- define "stowage.many" -}}
{{- if or .Values.autoscaling.enabled (gt (int .Values.replicas) 1) }}true{{ end }}
{{- end }}

{{- define "stowage.volume" -}}
{{- if eq (index .Values.settings "stowage.storage.kind") "directory" }}true{{ end }}
{{- end }}

{{- define "stowage.redis" -}}
{{- if or (hasKey .Values.settings "stowage.redis.uri") (hasKey .Values.secretSettings "stowage.redis.uri") }}true{{ end }}
{{- end }}

{{/* What no registry could start with is refused before anything is installed. */}}
{{- define "stowage.check" -}}
{{- $many := include "stowage.many" . }}
{{- $kind := index .Values.settings "stowage.storage.kind" }}
{{- if and $many (has $kind (list "directory" "memory")) }}
{{- fail (printf "stowage.storage.kind=%s serves one replica only: set replicas to 1, and no autoscaling" $kind) }}
{{- end }}
{{- if and $many (not (include "stowage.redis" .)) }}
{{- fail "more than one replica needs Redis: set stowage.redis.uri" }}
{{- end }}
{{- end }}

{{/* The Secret that holds the accounts' key. */}}
{{- define "stowage.authSecret" -}}
{{ .Values.auth.existingSecret | default (printf "%s-auth" (include "stowage.name" .)) }}
{{- end }}
