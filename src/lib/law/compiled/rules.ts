// Made by src/tools/compile-law.ts from rules/*.yaml; not edited by hand.
export const RULES: Readonly<Record<string, unknown>> = {
	"asylum": null,
	"asylum . concerne": {
		"toutes ces conditions": [
			"nationalité != 'france'",
			"nationalité != 'europe'"
		]
	},
	"asylum . exclue": "asile = 'accordé'",
	"asylum . réunie": {
		"une de ces conditions": [
			"asile = 'en cours'",
			{
				"toutes ces conditions": [
					"asile = 'aucun'",
					"crainte"
				]
			}
		]
	},
	"card": null,
	"card . concerne": "mineur = non",
	"card . bloquée": {
		"une de ces conditions": [
			"hors procédure",
			"faits étrangers à la France"
		]
	},
	"card . réunie": "conditions de la carte",
	"risk": null,
	"risk . concerne": {
		"toutes ces conditions": [
			"en vigueur L432-1-1",
			"nationalité != 'france'",
			"nationalité != 'europe'",
			{
				"une de ces conditions": [
					{
						"toutes ces conditions": [
							"oqtf non exécutée",
							"nationalité != 'algérie'"
						]
					},
					"infractions listées"
				]
			}
		]
	},
	"risk . réunie": "oui",
	"not-yet": null,
	"not-yet . concerne": {
		"toutes ces conditions": [
			"carte en main = non",
			"nationalité != 'france'",
			"nationalité != 'europe'",
			{
				"une de ces conditions": [
					"liens rompus = non",
					{
						"toutes ces conditions": [
							{
								"une de ces conditions": [
									"plainte = non",
									"victime = non"
								]
							},
							{
								"une de ces conditions": [
									"témoignage = non",
									"personne poursuivie = non"
								]
							}
						]
					}
				]
			}
		]
	},
	"not-yet . réunie": "oui",
	"requalify": null,
	"requalify . concerne": {
		"toutes ces conditions": [
			"nationalité != 'france'",
			"nationalité != 'europe'",
			"plainte",
			"infraction != 'traite ou proxénétisme'",
			"signes de traite"
		]
	},
	"requalify . réunie": "oui",
	"housing": null,
	"housing . concerne": {
		"toutes ces conditions": [
			"en vigueur L425-11",
			"mineur = non",
			"plainte",
			"infraction = 'logement'"
		]
	},
	"housing . exclue": "hors procédure",
	"housing . réunie": {
		"toutes ces conditions": [
			"menace = non",
			"contrat réglé",
			"sous le CESEDA"
		]
	},
	"famille européenne": {
		"toutes ces conditions": [
			"famille déclarée",
			{
				"une de ces conditions": [
					{
						"toutes ces conditions": [
							"vie commune",
							"parent exploiteur = non"
						]
					},
					"doute famille"
				]
			}
		]
	},
	"hors procédure": {
		"une de ces conditions": [
			"nationalité = 'europe'",
			"nationalité = 'france'",
			"famille européenne"
		]
	},
	"sous le CESEDA": {
		"une de ces conditions": [
			"nationalité = 'tiers'",
			{
				"toutes ces conditions": [
					"nationalité = 'algérie'",
					"doute Algérie"
				]
			}
		]
	},
	"faits étrangers à la France": {
		"toutes ces conditions": [
			"faits en France = non",
			"auteur français = non"
		]
	},
	"par la plainte": {
		"toutes ces conditions": [
			"plainte recevable",
			"infraction = 'traite ou proxénétisme'",
			"victime",
			{
				"une de ces conditions": [
					"faits en France",
					"auteur français"
				]
			}
		]
	},
	"par le témoignage": {
		"toutes ces conditions": [
			"témoignage",
			"personne poursuivie"
		]
	},
	"contrat réglé": {
		"une de ces conditions": [
			"en vigueur L412-7 = non",
			"contrat signé"
		]
	},
	"conditions de la carte": {
		"toutes ces conditions": [
			{
				"une de ces conditions": [
					"par la plainte",
					"par le témoignage"
				]
			},
			"liens rompus",
			"menace = non",
			"contrat réglé",
			"sous le CESEDA"
		]
	},
	"délai en cours": {
		"toutes ces conditions": [
			"délai = 'running'",
			"délai échu = non"
		]
	},
	"legal-aid": null,
	"legal-aid . concerne": {
		"une de ces conditions": [
			"victime",
			"plainte",
			"témoignage"
		]
	},
	"legal-aid . réunie": "oui",
	"civi": null,
	"civi . concerne": "victime",
	"civi . exclue": {
		"toutes ces conditions": [
			"nationalité != 'france'",
			"faits en France = non"
		]
	},
	"civi . réunie": {
		"une de ces conditions": [
			"faits en France",
			"nationalité = 'france'"
		]
	},
	"health": null,
	"health . concerne": {
		"toutes ces conditions": [
			"nationalité != 'france'",
			"nationalité != 'europe'",
			"victime"
		]
	},
	"health . réunie": {
		"une de ces conditions": [
			"délai en cours",
			"titre = 'carte L425-1'",
			"titre = 'carte L425-3'",
			"mineur"
		]
	},
	"ada": null,
	"ada . concerne": {
		"toutes ces conditions": [
			"nationalité != 'france'",
			"nationalité != 'europe'",
			"mineur = non"
		]
	},
	"ada . réunie": {
		"une de ces conditions": [
			"asile = 'en cours'",
			"délai en cours",
			{
				"toutes ces conditions": [
					"Mayotte = non",
					{
						"une de ces conditions": [
							"titre = 'carte L425-1'",
							{
								"toutes ces conditions": [
									"titre = 'carte L425-3'",
									"doute durée ADA"
								]
							}
						]
					}
				]
			}
		]
	},
	"shelter": null,
	"shelter . concerne": "oui",
	"shelter . réunie": {
		"une de ces conditions": [
			"titre = 'carte L425-1'",
			"doute hébergement"
		]
	},
	"french": null,
	"french . concerne": "nationalité = 'france'",
	"french . réunie": "oui",
	"eu-path": null,
	"eu-path . concerne": {
		"une de ces conditions": [
			"nationalité = 'europe'",
			"famille européenne"
		]
	},
	"eu-path . réunie": "oui",
	"algeria-lawyer": null,
	"algeria-lawyer . concerne": "nationalité = 'algérie'",
	"algeria-lawyer . réunie": "oui",
	"danger": null,
	"mineur": null,
	"seize ans révolus": null,
	"délai des dix-huit ans passé": null,
	"nationalité": null,
	"famille déclarée": null,
	"vie commune": null,
	"parent exploiteur": null,
	"victime": null,
	"signes de traite": null,
	"exploitation": null,
	"plainte": null,
	"plainte recevable": null,
	"infraction": null,
	"témoignage": null,
	"personne poursuivie": null,
	"faits en France": null,
	"auteur français": null,
	"liens rompus": null,
	"liens repris": null,
	"contact subi": null,
	"menace": null,
	"contrat signé": null,
	"oqtf non exécutée": null,
	"infractions listées": null,
	"plainte mensongère": null,
	"titre": null,
	"carte en main": null,
	"fenêtre passée": null,
	"séjour régulier": null,
	"procédure": null,
	"procédure en cours": null,
	"délai": null,
	"délai échu": null,
	"prostitution cessée": null,
	"parcours autorisé": null,
	"reconnue victime mineure": null,
	"travail ou formation": null,
	"asile": null,
	"crainte": null,
	"Mayotte": null,
	"oqtf remise": null,
	"délai de recours passé": null,
	"demande déposée": null,
	"demande complète": null,
	"quatre mois passés": null,
	"en vigueur L412-7": null,
	"en vigueur L432-1-1": null,
	"en vigueur L425-11": null,
	"doute Algérie": null,
	"doute famille": null,
	"doute second délai": null,
	"doute durée ADA": null,
	"doute hébergement": null,
	"minor": null,
	"minor . concerne": "mineur",
	"minor . réunie": "oui",
	"minor-16": null,
	"minor-16 . concerne": {
		"toutes ces conditions": [
			"mineur",
			"seize ans révolus"
		]
	},
	"minor-16 . exclue": {
		"une de ces conditions": [
			"hors procédure",
			"faits étrangers à la France"
		]
	},
	"minor-16 . réunie": {
		"toutes ces conditions": [
			"travail ou formation",
			"conditions de la carte"
		]
	},
	"age-18": null,
	"age-18 . concerne": "reconnue victime mineure",
	"age-18 . exclue": "hors procédure",
	"age-18 . tardive": "délai des dix-huit ans passé",
	"age-18 . réunie": "sous le CESEDA",
	"psp": null,
	"psp . concerne": {
		"toutes ces conditions": [
			"exploitation = 'sexuelle'",
			"victime"
		]
	},
	"psp . réunie": {
		"une de ces conditions": [
			"nationalité = 'europe'",
			"nationalité = 'france'",
			{
				"toutes ces conditions": [
					"prostitution cessée",
					"parcours autorisé",
					"menace = non",
					"contrat réglé",
					"sous le CESEDA"
				]
			}
		]
	},
	"appeal": null,
	"appeal . concerne": "oqtf remise",
	"appeal . tardive": "délai de recours passé",
	"appeal . réunie": "oui",
	"silence": null,
	"silence . concerne": "demande déposée",
	"silence . réunie": {
		"toutes ces conditions": [
			"demande complète",
			"quatre mois passés"
		]
	},
	"reflection": null,
	"reflection . concerne": {
		"toutes ces conditions": [
			"nationalité != 'france'",
			"victime",
			"plainte = non",
			"délai != 'running'",
			"délai != 'lapsed'",
			"délai != 'interrupted'"
		]
	},
	"reflection . exclue": "nationalité = 'europe'",
	"reflection . réunie": {
		"une de ces conditions": [
			"délai = 'none'",
			"délai = 'offered'",
			{
				"toutes ces conditions": [
					"délai = 'declined'",
					"doute second délai"
				]
			}
		]
	},
	"reflection-running": null,
	"reflection-running . concerne": "délai = 'running'",
	"reflection-running . tardive": "délai échu",
	"reflection-running . réunie": "oui",
	"reflection-over": null,
	"reflection-over . concerne": {
		"une de ces conditions": [
			"délai = 'lapsed'",
			"délai = 'interrupted'",
			{
				"toutes ces conditions": [
					"délai = 'running'",
					"délai échu"
				]
			}
		]
	},
	"reflection-over . réunie": "oui",
	"renew": null,
	"renew . concerne": {
		"toutes ces conditions": [
			"titre = 'carte L425-1'",
			"procédure != 'final-conviction'"
		]
	},
	"renew . exclue": "procédure = 'final-acquittal'",
	"renew . réunie": {
		"toutes ces conditions": [
			"procédure en cours",
			"liens repris = non",
			"menace = non",
			"plainte mensongère = non",
			"contrat réglé"
		]
	},
	"renew-late": null,
	"renew-late . concerne": {
		"toutes ces conditions": [
			"titre = 'carte L425-1'",
			"fenêtre passée"
		]
	},
	"renew-late . tardive": "oui",
	"renew-late . réunie": "non",
	"resident": null,
	"resident . concerne": {
		"une de ces conditions": [
			"procédure = 'judged-not-final'",
			"procédure = 'appeal'",
			"procédure = 'final-conviction'"
		]
	},
	"resident . exclue": "hors procédure",
	"resident . réunie": {
		"toutes ces conditions": [
			"procédure = 'final-conviction'",
			{
				"une de ces conditions": [
					"plainte recevable",
					"témoignage"
				]
			},
			"séjour régulier",
			"menace = non",
			"contrat réglé",
			"sous le CESEDA"
		]
	},
	"end-proceedings": null,
	"end-proceedings . concerne": {
		"une de ces conditions": [
			"procédure = 'closed-no-action'",
			"procédure = 'final-acquittal'"
		]
	},
	"end-proceedings . réunie": "oui",
	"safety": null,
	"safety . concerne": {
		"une de ces conditions": [
			"danger",
			"mineur",
			"contact subi"
		]
	},
	"safety . réunie": "oui"
};
